"""A filter that one desk shares stands on the other after a sync, and goes when it is unshared."""

from sync_makers import Person

from firstline.viewmodel.queue import views
from firstline.viewmodel.queue.views import View


def shared(person: Person) -> list[View]:
    views.mirror(person.store)
    return [one for one in views.saved(person.store) if one.shared]


def test_a_shared_filter_travels_and_goes_again(ann: Person, bob: Person) -> None:
    mine = views.keep(ann.store, "热处理", "is:open site:一厂", "updated", descending=True)
    ann.do(views.share(mine, ann.stamp()))
    ann.sync()
    bob.sync()
    (his,) = shared(bob)
    assert (his.name.zh, his.query, his.sort, his.descending) == (
        "热处理", "is:open site:一厂", "updated", True,
    )  # fmt: skip
    edit = views.unshare(bob.store, his, bob.stamp())
    assert edit is not None
    bob.do(edit)
    bob.sync()
    ann.sync()
    assert shared(ann) == shared(bob) == []
    assert [one.id for one in views.saved(ann.store)] == [mine.id]  # her own is still hers
