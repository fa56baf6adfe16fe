"""What a hostile world sends, generated; nothing here is third-party."""
