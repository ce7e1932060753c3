"""The e-mail address of an account."""

from __future__ import annotations

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balai.apps.accounts import forms
from balai.web.languages import switches_language, unjudged


class Address(account.EmailView):
    """The present address, and a form for a new one. allauth tells its buttons apart by their names."""

    template_name = "accounts/address.html"
    form_class = forms.EmailForm

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if switches_language(request):
            switched: HttpResponse = self.render_to_response(self.get_context_data(form=unjudged(self.get_form())))
            return switched
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response
