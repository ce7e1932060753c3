"""Files found again by what they show."""

from __future__ import annotations

from django.db.models import F, Func, IntegerField, Q

from balai.base.files.models import BAND_BITS, BANDS, StoredFile, band

WITHIN_AT_MOST = 2 * BANDS - 1


def similar_files(file: StoredFile, *, within: int = 6, limit: int = 20) -> list[int]:
    """Primary keys of other files whose picture differs from this one's in at most `within` (0 to 7) of 64 bits.

    The nearest come first. A picture without contrast is similar to none. One SQL statement.

    Exact, by the pigeonhole principle: where at most 7 bits differ, one of the four bands of 16 bits differs in at
    most one. So 17 values of each band are looked up in the four indexes, about one row in a thousand is a
    candidate, and only those are compared.

    Raises:
        ValueError: `within` is beyond what the four bands can promise.
    """
    if not 0 <= within <= WITHIN_AT_MOST:
        raise ValueError(f"within is {within}, not from 0 to {WITHIN_AT_MOST}")
    if not file.perceptual_hash:
        return []
    bands = {f"band_{number}": band(number) for number in range(BANDS)}
    near = Q()
    for number in range(BANDS):
        value = file.perceptual_hash >> BAND_BITS * (BANDS - 1 - number) & 2**BAND_BITS - 1
        near |= Q(**{f"band_{number}__in": [value, *(value ^ 1 << bit for bit in range(BAND_BITS))]})
    differing = Func(
        F("perceptual_hash").bitxor(file.perceptual_hash),
        template="bit_count((%(expressions)s)::bit(64))",
        output_field=IntegerField(),
    )
    found = (
        StoredFile.objects.alias(**bands, distance=differing)
        .filter(near, erased_at__isnull=True, distance__lte=within)
        .exclude(pk=file.pk)
        .order_by("distance", "-pk")
        .values_list("pk", flat=True)
    )
    return list(found[:limit])
