"""Wiring into the CMS: what is registered and what is refused. The reasons lie in the modules named here."""

from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.accounts import cms_groups
from portal.accounts.people import addresses, periods
from portal.api import preview_button
from portal.cms import agency_kinds, home, menu, moderation, parties, stale_saves, themes
from portal.cms.guide import views as guide_views
from portal.cms.procedure import urls as procedure_urls
from portal.cms.second_person import pages as second_person
from portal.cms.second_person import serving, stopping
from portal.reports import cms_refusals, listing

register_permission_policy(Page, listing.ListedPages(Page))
hooks.register("register_admin_viewset", parties.party_viewsets)
hooks.register("register_admin_viewset", themes.theme_viewset)
hooks.register("register_admin_menu_item", menu.desk_link)
hooks.register("register_admin_menu_item", menu.bank_holidays_link)
hooks.register("register_admin_menu_item", menu.procedure_link)
hooks.register("register_admin_menu_item", menu.people_link)
hooks.register("register_admin_menu_item", menu.guide_link)
hooks.register("register_admin_urls", guide_views.guide_urls)
hooks.register("register_admin_urls", procedure_urls.admin_urls)
hooks.register("construct_homepage_panels", home.add_help)
hooks.register("construct_homepage_summary_items", home.no_summary, order=1000)
hooks.register("construct_main_menu", menu.tidy)
hooks.register("insert_global_admin_css", menu.style)
hooks.register("before_delete_snippet", agency_kinds.keep_used)
hooks.register("before_delete_snippet", themes.keep_used)
hooks.register("insert_global_admin_js", menu.session_warning)
hooks.register("after_create_snippet", cms_groups.ensure_after)
hooks.register("after_edit_snippet", cms_groups.ensure_after)
hooks.register("after_create_snippet", addresses.ask_after)
hooks.register("after_edit_snippet", addresses.ask_after)
hooks.register("after_create_snippet", periods.ask_after)
hooks.register("after_edit_snippet", periods.ask_after)
hooks.register("after_create_page", cms_groups.ensure_for_library)
hooks.register("register_page_header_buttons", preview_button.offer)
hooks.register("before_edit_page", stale_saves.show_both)
hooks.register("before_publish_page", cms_refusals.refuse_report)
hooks.register("before_publish_page", stopping.page_published)
hooks.register("before_bulk_action", stopping.pages_published)
hooks.register("before_serve_document", serving.before_serving)
hooks.register("register_admin_urls", second_person.urls)
hooks.register("register_admin_menu_item", second_person.link)
hooks.register("before_unpublish_page", cms_refusals.refuse_branch)
hooks.register("before_delete_page", cms_refusals.refuse_branch)
hooks.register("before_copy_page", cms_refusals.refuse_branch)
hooks.register("before_move_page", cms_refusals.refuse_branch)
hooks.register("before_convert_alias_page", cms_refusals.refuse_branch)
hooks.register("before_bulk_action", cms_refusals.refuse_bulk)
hooks.register("construct_page_chooser_queryset", listing.in_chooser)
hooks.register("after_edit_page", cms_refusals.say_not_published)
hooks.register("construct_page_action_menu", cms_refusals.explain_in_menu)
hooks.register("construct_page_action_menu", moderation.only_what_can_be_finished)
