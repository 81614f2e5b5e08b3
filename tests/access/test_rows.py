"""Rows built by the thousand are the rows that Django would make."""

from __future__ import annotations

import pytest
from django.utils import timezone

from safeconduct.access.rows import built
from safeconduct.kernel.ids import new_uid
from safeconduct.people.models import Consent, ContactPoint, Document, EmergencyContact, Household, Membership, Person, Position, Stay


@pytest.mark.parametrize("model", [Person, Consent, ContactPoint, Document, Stay, EmergencyContact, Position, Household, Membership])
def test_a_built_row_has_the_values_of_one_that_the_model_makes(model):
    uid, at = new_uid(), timezone.now()
    quick, plain = built(model, uid=uid, label_id=3, made_at=at), model(uid=uid, label_id=3, made_at=at)
    values = [{f.attname: row.__dict__[f.attname] for f in model._meta.concrete_fields if f.attname != "code"} for row in (quick, plain)]
    assert values[0] == values[1]
    assert quick._state.adding and quick._state.db is None


def test_two_rows_share_no_list():
    one, other = built(Person), built(Person)
    one.needs.append("oxygen")
    assert other.needs == [] and one.uid != other.uid


def test_a_name_that_is_no_column_is_refused():
    with pytest.raises(TypeError, match="person"):
        built(Stay, person=1)
