"""What the database refuses for published versions: any change but from approved to superseded, and deletion. Declared once, in both dialects."""

from __future__ import annotations

from safeconduct.access.guards import guard

TABLE = "plans_planversion"
PUBLISHED = "('approved', 'superseded')"


def declare() -> None:
    """Enter the guards of published versions."""
    from safeconduct.plans.models import PlanVersion

    columns = [field.column for field in PlanVersion._meta.concrete_fields if field.column != "status"]
    changed = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns)
    wrong = f"OLD.status IN {PUBLISHED} AND ({changed} OR NOT (NEW.status = OLD.status OR (OLD.status = 'approved' AND NEW.status = 'superseded')))"
    said = "a published version of a plan is not changed"
    guard(
        TABLE,
        sqlite=[
            f"DROP TRIGGER IF EXISTS {TABLE}_published",
            f"CREATE TRIGGER {TABLE}_published BEFORE UPDATE ON {TABLE} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{said}'); END",
            f"DROP TRIGGER IF EXISTS {TABLE}_kept",
            f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} WHEN OLD.status IN {PUBLISHED} BEGIN SELECT RAISE(ABORT, '{said}'); END",
        ],
        postgresql=[
            f"""CREATE OR REPLACE FUNCTION safeconduct_plan_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.status IN {PUBLISHED} THEN RAISE EXCEPTION '{said}'; END IF;
                RETURN OLD;
            END IF;
            IF OLD.status IN {PUBLISHED} AND (to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'
                OR NOT (NEW.status = OLD.status OR (OLD.status = 'approved' AND NEW.status = 'superseded'))) THEN RAISE EXCEPTION '{said}'; END IF;
            RETURN NEW; END $$""",
            "CREATE OR REPLACE FUNCTION safeconduct_plan_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '" + said + "'; END $$",
            f"DROP TRIGGER IF EXISTS {TABLE}_published ON {TABLE}",
            f"CREATE TRIGGER {TABLE}_published BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION safeconduct_plan_published()",
            f"DROP TRIGGER IF EXISTS {TABLE}_kept ON {TABLE}",
            f"CREATE TRIGGER {TABLE}_kept BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION safeconduct_plan_kept()",
        ],
    )
