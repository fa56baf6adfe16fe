"""From characters to a prepared document; nothing here knows what it is for."""

from detector.text.article import Article
from detector.text.document import Document
from detector.text.furniture import BODY, Block
from detector.text.tokens import PerWord, Tokens, tokenise, words_of

__all__ = ["BODY", "Article", "Block", "Document", "PerWord", "Tokens", "tokenise", "words_of"]
