"""How the window has the papers of a working group made: pages and calendars, by report."""

from firstline.viewmodel.group.group import GroupPaper


def press(paper: GroupPaper) -> str:
    """Return the page as HTML, or the calendar as text."""
    from firstline.report import group_page, ical  # noqa: PLC0415 - loaded when wanted

    said, held = paper.language, paper.paper
    if paper.kind == "charter":
        return group_page.charter_page(paper.charter, said, style=paper.style)
    if paper.kind == "calendar" or held is None:
        entries = [ical.meeting_entry(one, paper.charter, said) for one in paper.meetings]
        return ical.calendar_text([*entries, *ical.action_entries(paper.actions)], paper.now)
    if paper.kind == "ics":
        entry = ical.meeting_entry(held.meeting, paper.charter, said)
        return ical.calendar_text([entry, *ical.action_entries(held.actions)], paper.now)
    make = group_page.minutes_page if paper.kind == "minutes" else group_page.agenda_page
    return make(held, said, style=paper.style)
