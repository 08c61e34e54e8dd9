"""How our objects look where only plain text is shown: as a sentence, not as a list of fields."""


class Shown:
    """For dataclasses (``repr=False``) whose ``__str__`` is what a reader, or a screen reader, should get."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
