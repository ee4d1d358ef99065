"""Instants and lengths as a person reads them: days, clock times, ages and exact durations."""

from datetime import date, datetime, timedelta, tzinfo

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_WEEKDAYS = tuple(
    Text(f"周{zh}", en)
    for zh, en in zip(
        # i18n: zipped with its English
        "一二三四五六日",
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        strict=True,
    )
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def hour(instant: datetime, zone: tzinfo) -> str:
    """Return the wall time in `zone` as 14:05."""
    return instant.astimezone(zone).strftime("%H:%M")


def stamp(instant: datetime, zone: tzinfo) -> str:
    """Return date and wall time in `zone`, to the second where seconds matter."""
    local = instant.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def day(one: date, today: date) -> Text:
    """Return the day's heading: today, yesterday, or date and weekday, with a foreign year."""
    weekday = _WEEKDAYS[one.weekday()]
    zh, en = f"{one.month}月{one.day}日", f"{one.day} {_MONTHS[one.month - 1]}"
    if one.year != today.year:
        zh, en = f"{one.year}年{zh}", f"{en} {one.year}"
    near = {0: Text("今天", "Today"), 1: Text("昨天", "Yesterday")}.get((today - one).days)
    if near:
        return Text(f"{near.zh} · {zh} {weekday.zh}", f"{near.en} · {weekday.en} {en}")
    return Text(f"{zh} {weekday.zh}", f"{weekday.en} {en}")


def brief(instant: datetime, now: datetime, zone: tzinfo) -> Text:
    """Return when something is due, as short as it stays clear: 14:05, 明天 09:00, 周五 09:00."""
    local, here = instant.astimezone(zone), now.astimezone(zone)
    ahead = (local.date() - here.date()).days
    clock = local.strftime("%H:%M")
    if ahead == 0:
        return Text(clock, clock)
    near = {1: Text("明天", "tomorrow"), -1: Text("昨天", "yesterday")}.get(ahead)
    if near:
        return Text(f"{near.zh} {clock}", f"{near.en} {clock}")
    if 1 < ahead < 7:
        weekday = _WEEKDAYS[local.weekday()]
        return Text(f"{weekday.zh} {clock}", f"{weekday.en} {clock}")
    form = "%m-%d %H:%M" if local.year == here.year else "%Y-%m-%d %H:%M"
    return Text(local.strftime(form), local.strftime(form))


def age(since: datetime, now: datetime) -> Text:
    """Return how long ago `since` was, in the largest unit that fits."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return Text("刚刚", "just now")
    if minutes < 60:
        return Text(f"{minutes} 分钟前", f"{minutes} min ago")
    if minutes < 24 * 60:
        return Text(f"{minutes // 60} 小时前", f"{minutes // 60} h ago")
    days = minutes // (24 * 60)
    return Text(f"{days} 天前", f"{days} d ago")


def length(seconds: int) -> Text:
    """Return an exact duration with its units written; never rounded (sla.md R9)."""
    sign = "−" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    zh = [f"{hours} 小时"] if hours else []
    en = [f"{hours} h"] if hours else []
    if minutes or (hours and left):
        zh.append(f"{minutes} 分")
        en.append(f"{minutes} min")
    if left or not zh:
        zh.append(f"{left} 秒")
        en.append(f"{left} s")
    return Text(sign + " ".join(zh), sign + " ".join(en))


def apart(first: datetime, second: datetime) -> timedelta:
    """Return how far two instants lie apart, whichever came first."""
    return abs(first - second)


EARLY = timedelta(seconds=60)  # what two clocks may differ without a word (sla.md R2)
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m-%d %H:%M", "%H:%M")


def read(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant a person typed: 14:05, 11-23 14:05 or 2026-11-23 14:05, never ahead.

    An empty text is now; a day without a year is the last such day. Raises BadInput, with the
    ways to write it, for anything else and for an instant in the future.
    """
    plain = " ".join(text.replace("：", ":").replace("/", "-").split())
    if not plain:
        return now
    here = now.astimezone(zone)
    for form in _FORMS:
        value = _parsed(plain, form, here)
        if value is not None:
            break
    else:
        raise BadInput(
            Text(f"看不懂时间“{text[:40]}”。", f"“{text[:40]}” is not a time."),
            next_step=Text(
                "请写 14:05、11-23 14:05 或 2026-11-23 14:05。",
                "Write 14:05, 11-23 14:05 or 2026-11-23 14:05.",
            ),
        )
    if value > now + EARLY:
        raise BadInput(
            Text("这个时间还没有到。", "That time has not come yet."),
            next_step=Text("请写已经发生的时间。", "Write a time that has passed."),
        )
    return value


def _parsed(plain: str, form: str, here: datetime) -> datetime | None:
    dated = {"%H:%M": here.strftime("%Y-%m-%d "), "%m-%d %H:%M": here.strftime("%Y-")}
    prefix = dated.get(form, "")
    full = {"%H:%M": "%Y-%m-%d %H:%M", "%m-%d %H:%M": "%Y-%m-%d %H:%M"}.get(form, form)
    try:
        value = datetime.strptime(prefix + plain, full).replace(tzinfo=here.tzinfo)
    except ValueError:
        return None
    if form == "%m-%d %H:%M" and value.date() > here.date():
        value = value.replace(year=value.year - 1) if (value.month, value.day) != (2, 29) else value
    return value
