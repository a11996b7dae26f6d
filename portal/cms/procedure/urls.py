"""The addresses of the procedure in the CMS."""

from django.urls import URLPattern, path

from portal.cms.procedure.views import files, overview, publishing, writing

HERE = "procedure/<uuid:procedure_id>"


def admin_urls() -> list[URLPattern]:
    return [
        path("procedure/", overview.versions, name="procedure_versions"),
        path("procedure/import/", files.import_file, name="procedure_import"),
        path(f"{HERE}/", overview.version, name="procedure_version"),
        path(f"{HERE}/compare/", overview.compare, name="procedure_compare"),
        path(f"{HERE}/export/", files.export, name="procedure_export"),
        path(f"{HERE}/copy/", publishing.copy, name="procedure_copy"),
        path(f"{HERE}/publish/", publishing.publish, name="procedure_publish"),
        path(f"{HERE}/withdraw/", publishing.withdraw, name="procedure_withdraw"),
        path(f"{HERE}/delete/", publishing.delete, name="procedure_delete"),
        path(f"{HERE}/complete/", publishing.complete, name="procedure_complete"),
        path(f"{HERE}/basics/", writing.basics, name="procedure_basics"),
        path(f"{HERE}/limits/add/", writing.rule, {"key": ""}, name="procedure_add_rule"),
        path(f"{HERE}/limits/add-task/", writing.rule, {"key": "", "begins": "task"}, name="procedure_add_task"),
        path(f"{HERE}/limits/<slug:key>/", writing.rule, name="procedure_rule"),
        path(f"{HERE}/notices/add/", writing.notice, {"key": ""}, name="procedure_add_notice"),
        path(f"{HERE}/notices/<slug:key>/", writing.notice, name="procedure_notice"),
        path(f"{HERE}/lists/<slug:name>/", writing.entries, name="procedure_list"),
        path(f"{HERE}/settings/<slug:name>/", writing.settings, name="procedure_settings"),
    ]
