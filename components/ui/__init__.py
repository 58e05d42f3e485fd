"""The kit: every piece that pages are made of, each in its own file. Values and handlers come in as arguments."""

from components.ui.avatar import avatar
from components.ui.banner import banner, live_text, notice
from components.ui.breadcrumb import back_link, breadcrumb
from components.ui.button import button, icon_button
from components.ui.card import card, section
from components.ui.chart import bar_chart, line_chart
from components.ui.choice import choice_cards
from components.ui.countdown import countdown
from components.ui.date_strip import date_strip
from components.ui.dialog import dialog
from components.ui.each import Text, classes, each, some, when
from components.ui.empty import empty_state
from components.ui.error_summary import error_summary
from components.ui.field import checkbox, field_error, select_field, text_field, textarea_field
from components.ui.form import event_form, get_form, post_form
from components.ui.icon import icon
from components.ui.language import language_switch
from components.ui.link import jump, link, to
from components.ui.logo import mark, wordmark
from components.ui.not_loaded import not_loaded
from components.ui.pagination import event_pages, pagination
from components.ui.rating import rating, rating_bars
from components.ui.shell import Reader, shell
from components.ui.skeleton import card_skeleton, loading, skeleton
from components.ui.slot import slot_button, slot_group
from components.ui.steps import step_indicator, timeline
from components.ui.summary_list import Answer, facts, summary_list
from components.ui.table import data_table
from components.ui.tabs import tabs
from components.ui.tag import STATUSES, status, tag
from components.ui.wake import wake

__all__ = [
    "STATUSES",
    "Answer",
    "Reader",
    "Text",
    "avatar",
    "back_link",
    "banner",
    "bar_chart",
    "breadcrumb",
    "button",
    "card",
    "card_skeleton",
    "checkbox",
    "choice_cards",
    "classes",
    "countdown",
    "data_table",
    "date_strip",
    "dialog",
    "each",
    "empty_state",
    "error_summary",
    "event_form",
    "event_pages",
    "facts",
    "field_error",
    "get_form",
    "icon",
    "icon_button",
    "jump",
    "language_switch",
    "line_chart",
    "link",
    "live_text",
    "loading",
    "mark",
    "not_loaded",
    "notice",
    "pagination",
    "post_form",
    "rating",
    "rating_bars",
    "section",
    "select_field",
    "shell",
    "skeleton",
    "slot_button",
    "slot_group",
    "some",
    "status",
    "step_indicator",
    "summary_list",
    "tabs",
    "tag",
    "text_field",
    "textarea_field",
    "timeline",
    "to",
    "wake",
    "when",
    "wordmark",
]
