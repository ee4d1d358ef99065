"""Cyclic garbage: not looked for during the start, and what the start made is passed over later."""

import gc


def put_off() -> None:
    """Look for no garbage until `take_up`: a start makes much and leaves hardly any."""
    gc.disable()


def take_up() -> None:
    """Look for garbage again, among what is made from now on; nothing where it was not put off."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
