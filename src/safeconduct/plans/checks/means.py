"""Checks of documents, money, stocks and agreements (S11-S14)."""

from __future__ import annotations

from safeconduct.plans.arithmetic import planning_cost

from .consistency import means
from .register import CONSULAR, ERROR, HOST, WARNING, check

INSPECT = 183


@check("documents.when-closed", ERROR, "S11", kinds=CONSULAR, reason="It is not said who issues travel documents when the post is closed.", remedy="Name the post or State that may, and where its blanks and seals are.", source="IOM consular contingency plan template: annexes; Vienna Convention on Consular Relations, art. 8")
def documents_when_closed(plan, _see):
    """Papers are needed most when the post is shut."""
    if not means(plan.documents.when_closed):
        yield "documents.when_closed", {}


@check("documents.without-printer", WARNING, "S11", kinds=CONSULAR, reason="%(a_day)s documents a day need %(needed)s printers; there are %(printers)s.", remedy="Borrow or buy %(lack)s; one makes 40 a day.")
def documents_printer(plan, _see):
    """More documents a day than the printers make (40 each)."""
    held = plan.documents
    if held.a_day and held.printers is not None:
        needed = -(-held.a_day // 40)
        if held.printers < needed:
            yield "documents.printers", {"a_day": held.a_day, "needed": needed, "printers": held.printers, "lack": needed - held.printers}


@check("documents.without-procedure", ERROR, "S11", kinds=HOST, reason="It is not said what somebody does whose papers are lost.", remedy="Agree on a procedure with the consulates, and on help without papers meanwhile.", source="MICIC G10, G11: documents and identity")
def documents_procedure(plan, _see):
    """A host State's plan without a procedure for lost papers."""
    if not means(plan.documents.procedure):
        yield "documents.procedure", {}


@check("money.without-release-rule", ERROR, "S12", reason="It is not said when the fund '%(fund)s' is released.", remedy="Write the level or event that frees it, and who signs.", source="MICIC G8: dedicated funding; the rule of release is our proposal")
def money_release(plan, see):
    """Money that nobody may spend in time."""
    for place, one in see.entries("funds"):
        if not means(one.release_rule):
            yield f"{place}.release_rule", {"fund": one.name or one.key}


@check("money.nobody-releases", ERROR, "S12", reason="Nobody is named who releases the fund '%(fund)s'.", remedy="Name the role.")
def money_released_by(_plan, see):
    """A fund without a role that releases it."""
    for place, one in see.entries("funds"):
        if not one.released_by:
            yield f"{place}.released_by", {"fund": one.name or one.key}


@check("money.one-signatory", WARNING, "S12", reason="%(many)s may sign.", remedy="Name two roles, so that one may be away.")
def money_signatory(plan, _see):
    """Fewer than two who may sign."""
    if plan.money.funds and len(set(plan.money.signatories)) < 2:
        yield "money.signatories", {"many": "Only one role" if plan.money.signatories else "Nobody"}


@check("money.one-currency", WARNING, "S12", kinds=CONSULAR, reason="Cash is held in %(many)s currency.", remedy="Keep cash in two, one of which is taken across the border.", source="practice of posts: cash in two currencies")
def money_currency(plan, _see):
    """Cash in fewer than two currencies."""
    if plan.money.cash and len({one.currency for one in plan.money.cash}) < 2:
        yield "money.cash", {"many": 1}


@check("money.too-little", WARNING, "S12", reason="The planning scenario costs %(cost)s %(currency)s, the funds hold %(held)s.", remedy="Raise the fund, or say who pays the rest and on which rule.", source="MICIC G8: fund adequacy; reserve of 15 % is our proposal")
def money_too_little(plan, _see):
    """Funds below the cost of the planning scenario."""
    if plan.money.costs and plan.money.funds:
        currency = plan.money.funds[0].currency
        held = sum(one.amount for one in plan.money.funds if one.currency == currency)
        cost = planning_cost(((one.units, one.price) for one in plan.money.costs), plan.money.reserve)
        if held < cost - 0.5:
            yield "money.funds", {"cost": f"{cost:,.0f}", "currency": currency, "held": f"{held:,}"}


@check("stock.short", WARNING, "S13", reason="%(item)s: %(quantity)s %(unit)s in stock, at least %(minimum)s are needed.", remedy="Order %(lack)s %(unit)s, or borrow under an agreement.")
def stock_short(_plan, see):
    """Less in stock than the minimum."""
    for place, one in see.entries("stocks"):
        if one.quantity < one.minimum:
            yield f"{place}.quantity", {"item": one.item or one.key, "quantity": f"{one.quantity:g}", "unit": one.unit, "minimum": f"{one.minimum:g}", "lack": f"{one.minimum - one.quantity:g}"}


@check("stock.expired", ERROR, "S13", reason="%(item)s expired on %(date)s.", remedy="Replace it, and use up or destroy the old.")
def stock_expired(_plan, see):
    """Stock that is past its day."""
    for place, one in see.entries("stocks"):
        if one.expiry_date and one.expiry_date <= see.on:
            yield f"{place}.expiry_date", {"item": one.item or one.key, "date": one.expiry_date}


@check("stock.expires-before-review", WARNING, "S13", reason="%(item)s expires on %(date)s, before the review on %(review)s.", remedy="Order the replacement now.")
def stock_before_review(plan, see):
    """Stock that goes bad before anybody looks again."""
    for place, one in see.entries("stocks"):
        if one.expiry_date and plan.review.next_review_date and see.on < one.expiry_date < plan.review.next_review_date:
            yield f"{place}.expiry_date", {"item": one.item or one.key, "date": one.expiry_date, "review": plan.review.next_review_date}


@check("stock.uninspected", WARNING, "S13", reason="%(item)s was %(when)s.", remedy="Count it, look at it, note the day; every six months.", source="practice of posts: inspection every six months")
def stock_uninspected(_plan, see):
    """Stock that nobody has looked at in six months."""
    for place, one in see.entries("stocks"):
        days = see.days(one.inspected_date)
        if days is None or days > INSPECT:
            yield f"{place}.inspected_date", {"item": one.item or one.key, "when": "never inspected" if days is None else f"inspected {days} days ago"}


@check("stock.nowhere", WARNING, "S13", reason="It is not said where %(item)s is kept.", remedy="Write the place, and who has the key.")
def stock_nowhere(_plan, see):
    """Stock without a place."""
    for place, one in see.entries("stocks"):
        if not means(one.place):
            yield f"{place}.place", {"item": one.item or one.key}


@check("agreement.disordered", ERROR, "S14", reason="The agreement '%(key)s' ends on %(end)s, before it begins on %(begin)s.", remedy="Correct one of the two days.")
def agreement_disordered(_plan, see):
    """An agreement that ends before it begins."""
    for place, one in see.entries("agreements"):
        if one.from_date and one.to_date and one.to_date < one.from_date:
            yield f"{place}.to_date", {"key": one.key, "begin": one.from_date, "end": one.to_date}


@check("agreement.expired", ERROR, "S14", reason="The agreement '%(key)s' ended on %(date)s.", remedy="Renew it, or plan without it.", source="MICIC G7: agreements in advance")
def agreement_expired(_plan, see):
    """An agreement that has ended."""
    for place, one in see.entries("agreements"):
        if one.to_date and one.to_date < see.on and not (one.from_date and one.to_date < one.from_date):
            yield f"{place}.to_date", {"key": one.key, "date": one.to_date}


@check("agreement.lapses", WARNING, "S14", reason="The agreement '%(key)s' ends on %(date)s, before the review on %(review)s.", remedy="Renew it now, or review sooner.", source="MICIC G7: agreements in advance; alert before expiry")
def agreement_lapses(plan, see):
    """An agreement that lapses before the review."""
    for place, one in see.entries("agreements"):
        if one.to_date and plan.review.next_review_date and see.on <= one.to_date < plan.review.next_review_date:
            yield f"{place}.to_date", {"key": one.key, "date": one.to_date, "review": plan.review.next_review_date}


@check("agreement.not-yet", WARNING, "S14", reason="The agreement '%(key)s' begins only on %(date)s.", remedy="Say what is used until then.")
def agreement_not_yet(_plan, see):
    """An agreement that does not hold yet."""
    for place, one in see.entries("agreements"):
        if one.from_date and one.from_date > see.on:
            yield f"{place}.from_date", {"key": one.key, "date": one.from_date}


@check("agreement.without-contact", WARNING, "S14", reason="Nobody is named who activates the agreement '%(key)s'.", remedy="Name the contact who answers at any hour.", source="MICIC G7: activation contact")
def agreement_contact(_plan, see):
    """An agreement that nobody can call up."""
    for place, one in see.entries("agreements"):
        if not one.contact:
            yield f"{place}.contact", {"key": one.key}


@check("agreement.without-cost-rule", WARNING, "S14", reason="The agreement '%(key)s' does not say who pays.", remedy="Write the rule: free, at cost, by whom, up to how much.", source="MICIC field practices: cost allocation in agreements")
def agreement_cost(_plan, see):
    """An agreement without a rule of cost."""
    for place, one in see.entries("agreements"):
        if not means(one.cost_rule):
            yield f"{place}.cost_rule", {"key": one.key}


@check("agreement.without-parties", ERROR, "S14", reason="The agreement '%(key)s' names fewer than two parties.", remedy="Name both sides.")
def agreement_parties(_plan, see):
    """An agreement with one side."""
    for place, one in see.entries("agreements"):
        if len([name for name in one.parties if means(name)]) < 2:
            yield f"{place}.parties", {"key": one.key}


@check("agreement.no-transport", WARNING, "S14", reason="People are moved, and there is no agreement on transport.", remedy="Agree in advance with a carrier, an employer or a neighbouring mission.", source="MICIC G7: pre-arranged agreements for transport")
def agreement_transport(plan, _see):
    """Routes without any agreement on transport, and no own vehicles."""
    if plan.evacuation.routes and not any(one.function in ("transport", "transit") for one in plan.agreements) and not any(one.own for one in plan.evacuation.fleets):
        yield "agreements", {}
