"""`lazy`: an attribute that is computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class lazy(Generic[Value]):
    """`functools.cached_property` without the lock that it takes before Python 3.12, which costs more than what many attributes hold.

    Two threads that ask at once may both compute the value; it is the same.

    Examples
    --------
    >>> class Text:
    ...     @lazy
    ...     def words(self):
    ...         print("cut")
    ...         return ["rain", "fell"]
    >>> text = Text()
    >>> text.words is text.words
    cut
    True
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> lazy[Value]: ...

    @overload
    def __get__(self, owner: object, kind: type | None = None) -> Value: ...

    def __get__(self, owner: object | None, kind: type | None = None) -> lazy[Value] | Value:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._compute(owner)
        return value
