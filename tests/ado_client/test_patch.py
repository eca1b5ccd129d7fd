"""The operations are those that Azure DevOps was recorded to accept."""

from __future__ import annotations

from ado_client import patch


def test_fields_are_set_with_add_and_emptied_with_remove() -> None:
    """`add` works whether or not the field has a value."""
    assert patch.set_field("System.State", "Active") == {"op": "add", "path": "/fields/System.State", "value": "Active"}
    assert patch.remove_field("Custom.Party") == {"op": "remove", "path": "/fields/Custom.Party"}


def test_one_tag_is_appended_and_all_tags_are_replaced() -> None:
    """On tags `add` appends; only `replace` takes any away."""
    assert patch.add_tag("retest") == {"op": "add", "path": "/fields/System.Tags", "value": "retest"}
    assert patch.replace_tags(["a", "b c"]) == {"op": "replace", "path": "/fields/System.Tags", "value": "a; b c"}
    assert patch.replace_tags([])["value"] == ""


def test_a_relation_is_appended_with_its_comment_and_removed_by_its_place() -> None:
    """A link without a comment has no attributes."""
    assert patch.add_relation("System.LinkTypes.Related", "https://example.com/1", "why") == {
        "op": "add",
        "path": "/relations/-",
        "value": {"rel": "System.LinkTypes.Related", "url": "https://example.com/1", "attributes": {"comment": "why"}},
    }
    assert "attributes" not in patch.add_relation("Hyperlink", "https://example.com/1")["value"]
    assert patch.remove_relation(2) == {"op": "remove", "path": "/relations/2"}


def test_a_patch_is_held_to_its_revision() -> None:
    """The test comes as an operation of its own."""
    assert patch.only_at(7) == {"op": "test", "path": "/rev", "value": 7}
