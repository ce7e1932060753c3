"""The e-mail address of an account."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator

from balai.apps.accounts import forms
from balai.base.limits.tables import SAFE_METHODS
from balai.web.languages import switches_language, unjudged


@method_decorator(login_required, name="dispatch")
class Address(account.EmailView):
    """The present address, and a form for a new one. allauth tells its buttons apart by their names."""

    template_name = "accounts/address.html"
    form_class = forms.EmailForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """allauth writes down a missing address even on GET; here that waits for the first POST."""
        self._did_send_verification_email = False
        whose: Any = super(account.EmailView, self) if request.method in SAFE_METHODS else super()
        response: HttpResponseBase = whose.dispatch(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if switches_language(request):
            switched: HttpResponse = self.render_to_response(self.get_context_data(form=unjudged(self.get_form())))
            return switched
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response
