"""Each screen by its number in firmware/panel/menu.py: show(page, view) puts its fields."""

from firmware.panel.screens import (
    alarm,
    alarm_test,
    choice,
    choices,
    history,
    main,
    menu,
    service,
    start_up,
    trends,
)

SCREENS = (
    main.show,
    alarm.show,
    menu.show,
    choices.show,
    trends.show,
    history.show,
    alarm_test.show,
    choice.show,
    choice.show,
    choice.show,
    service.show,
    start_up.show,
    choices.show,
)
