"""Wiring into the CMS: what is registered and what is refused. The reasons lie in the modules named here."""

from wagtail import hooks

from portal.cms import menu, moderation, parties, stale_saves
from portal.cms.procedure import urls as procedure_urls
from portal.reports import cms_refusals

hooks.register("register_admin_viewset", parties.party_viewsets)
hooks.register("register_admin_menu_item", menu.desk_link)
hooks.register("register_admin_menu_item", menu.bank_holidays_link)
hooks.register("register_admin_menu_item", menu.procedure_link)
hooks.register("register_admin_urls", procedure_urls.admin_urls)
hooks.register("construct_main_menu", menu.tidy)
hooks.register("insert_global_admin_css", menu.style)
hooks.register("before_edit_page", stale_saves.show_both)
hooks.register("before_publish_page", cms_refusals.refuse_report)
hooks.register("before_unpublish_page", cms_refusals.refuse_branch)
hooks.register("before_delete_page", cms_refusals.refuse_branch)
hooks.register("before_copy_page", cms_refusals.refuse_branch)
hooks.register("before_move_page", cms_refusals.refuse_branch)
hooks.register("before_convert_alias_page", cms_refusals.refuse_branch)
hooks.register("before_bulk_action", cms_refusals.refuse_bulk)
hooks.register("after_edit_page", cms_refusals.say_not_published)
hooks.register("construct_page_action_menu", cms_refusals.explain_in_menu)
hooks.register("construct_page_action_menu", moderation.only_what_can_be_finished)
