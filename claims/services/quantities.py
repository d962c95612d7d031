"""Hold quantities against each other: what is said of a number has to be on the side that it takes."""

from django.db import connection

from claims.consensus import Quantity, read
from claims.errors import QuantityError
from claims.models import Claim, Question, Stance
from claims.models.stance import against


def check_claim(claim: Claim) -> None:
    """Hold a claim's quantity against the other answers to its question, and write it in the one form.

    Raises:
        QuantityError: it is no quantity, or has another unit than other answers to an exclusive question.
    """
    quantity = _readable(claim.quantity)
    if quantity is None:
        return
    claim.quantity = str(quantity)
    if claim.question_id is None:
        return
    # One answer in a number after the other, so that the next sees which unit the first has; no other answer waits.
    asked = (
        Question.objects.select_for_update(no_key=True).filter(id=claim.question_id, exclusive=True).first()
    )
    if asked is None:
        return
    others = Claim.objects.filter(question=asked, withdrawn_at__isnull=True)
    numbers = others.exclude(id=claim.id).exclude(quantity="").values_list("quantity", flat=True)
    for unit in sorted({number.unit for text in numbers if (number := read(text)) is not None}):
        if unit != quantity.unit:
            raise QuantityError(f"Numbers that answer this question are in {unit}.", pointer="/quantity/unit")


def refuse_turned_stances(claim: Claim) -> None:
    """Refuse another quantity of a locked claim under which what was said would be on the other side.

    Raises:
        QuantityError: a stance that stands says a number, and it would be.
    """
    said = Stance.objects.filter(claim=claim, withdrawn_at__isnull=True).exclude(quantity="").order_by("id")
    for stance in said:
        if (words := against(stance.position, read(stance.quantity), read(claim.quantity))) is not None:
            raise QuantityError(
                f"The stance {stance.id} is recorded with a number of its own: {words}", pointer="/quantity"
            )


def check_stance(stance: Stance) -> None:
    """Hold a stance's quantity against that of its claim, which no other writer changes meanwhile.

    Raises:
        QuantityError: it is no quantity, or not on the side that the stance takes.
    """
    quantity = _readable(stance.quantity)
    if quantity is None:
        return
    stance.quantity = str(quantity)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quantity FROM claims_claim WHERE id = %s FOR SHARE", [stance.claim_id])
        (claimed,) = cursor.fetchone()
    if (words := against(stance.position, quantity, read(claimed))) is not None:
        raise QuantityError(words, pointer="/quantity")


def _readable(text: str) -> Quantity | None:
    quantity = read(text)
    if text and quantity is None:
        raise QuantityError(
            "Write a quantity as 50 persons, 12..60 persons, 40.. persons or ..60 persons, the lower number first.",
            pointer="/quantity",
        )
    return quantity
