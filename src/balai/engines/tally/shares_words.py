"""Why Equal Shares bought a project or not, as steps and as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Table
from balai.engines.tally.shares_exact import Bought, Purchase
from balai.engines.tally.tallying import Tally
from balai.engines.tally.words import words


def tell_shares(
    tally: Tally,
    bought: Bought,
    filled: Sequence[int],
    costs: Sequence[Number],
    *,
    share: Number,
    raised: int,
    unit: Number,
) -> None:
    """Steps, sentences, a reason for each project, and the table of purchases."""
    tally.step("share", (), None, share=share, raised=raised, unit=unit)
    tally.say(
        "Dana dibagi rata kepada semua pemilih. Proyek dibayar bersama oleh pendukungnya.",
        "The money is shared equally among all voters. Supporters of a project pay for it together.",
    )
    tally.say(
        "Yang didanai lebih dahulu adalah proyek yang paling murah bagi setiap pendukungnya.",
        "The project that costs each of its supporters least is funded first.",
    )
    tally.say_who_counted()
    tally.say("Bagian setiap pemilih: {share}.", "Each voter's share is {share}.", share=share)
    if raised:
        tally.say(
            "Bagian itu dinaikkan {n} kali, masing-masing {unit}, agar dana terpakai sebanyak mungkin.",
            "The share was raised {n} times, by {unit} each, so that as much as possible is used.",
            n=raised,
            unit=unit,
        )
    for purchase in bought.purchases:
        _tell_purchase(tally, purchase, costs)
    _tell_rest(tally, bought, filled, costs)
    _table(tally, bought.purchases, costs)


def _tell_purchase(tally: Tally, purchase: Purchase, costs: Sequence[Number]) -> None:
    one = purchase.project
    tally.step(
        "bought",
        [one],
        None,
        cost=costs[one],
        price=purchase.price,
        payers=purchase.payers,
        most_paid=purchase.most_paid,
        emptied=purchase.emptied,
    )
    tally.reason(
        one,
        "{name} didanai: {payers} pendukung membayar {cost} bersama, masing-masing paling banyak {most}.",
        "{name} is funded: {payers} supporters paid {cost} together, at most {most} each.",
        name=tally.option(one),
        payers=purchase.payers,
        cost=costs[one],
        most=purchase.most_paid,
    )


def _tell_rest(tally: Tally, bought: Bought, filled: Sequence[int], costs: Sequence[Number]) -> None:
    for one, left in bought.money_left.items():
        said = {"name": tally.option(one), "left": left, "cost": costs[one], "missing": costs[one] - left}
        if one in filled:
            tally.step("filled", [one], None, cost=costs[one])
            tally.reason(
                one,
                "{name} didanai dari sisa dana, menurut urutan suara; biayanya {cost}.",
                "{name} is funded from what was left, by order of votes; it costs {cost}.",
                **said,
            )
            continue
        tally.step("not_bought", [one], None, cost=costs[one], money_left=left)
        tally.reason(
            one,
            "{name} tidak didanai: dana pendukungnya tersisa {left} dari biaya {cost}, kurang {missing}.",
            "{name} is not funded: its supporters had {left} left of the cost {cost}, {missing} too little.",
            **said,
        )


def _table(tally: Tally, purchases: Sequence[Purchase], costs: Sequence[Number]) -> None:
    tally.tables.append(
        Table(
            words(id="Pembelian, berurutan", en="Purchases, in order"),
            (
                words(id="Proyek", en="Project"),
                words(id="Biaya", en="Cost"),
                words(id="Pembayar", en="Payers"),
                words(id="Bayaran terbesar seorang", en="Most that one paid"),
                words(id="Uangnya habis", en="Gave their last"),
            ),
            tuple(
                (tally.option(one.project), costs[one.project], one.payers, one.most_paid, one.emptied)
                for one in purchases
            ),
        )
    )
