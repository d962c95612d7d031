"""The staff admin: every change attributed and with a reason, every record with its history, nothing deleted."""

from django.contrib import admin

from audit.admin.audited import AuditedAdmin, Ending
from audit.admin.bulk import Bulk
from audit.admin.forms import BESIDE, AuditedForm, ReasonedForm, ReasonForm
from audit.admin.writing import writer

__all__ = ["BESIDE", "AuditedAdmin", "AuditedForm", "Bulk", "Ending", "ReasonForm", "ReasonedForm", "writer"]

admin.site.site_header = admin.site.site_title = "Contested"
admin.site.index_title = "The register"
admin.site.index_template = "audit/index.html"
# There is nothing at the root of the site; the documentation of the API is what it shows to everybody.
admin.site.site_url = "/api/v1/docs"
# Its lists need the width, and the index is a click away.
admin.site.enable_nav_sidebar = False
admin.site.disable_action("delete_selected")
