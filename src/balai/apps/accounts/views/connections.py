"""Other ways to log in (OpenID Connect), served only where the installation is told of one."""

from __future__ import annotations

from allauth.socialaccount import views as social

from balai.apps.accounts import forms
from balai.web.languages import KeepsTypedValues


class Finish(KeepsTypedValues, social.SignupView):
    """Somebody comes for the first time; asks for what the other side did not tell."""

    template_name = "accounts/connections/finish.html"
    form_class = forms.ConnectedSignUpForm


class Cancelled(social.LoginCancelledView):
    template_name = "accounts/connections/cancelled.html"


class Failed(social.LoginErrorView):
    template_name = "accounts/connections/failed.html"


class Connections(social.ConnectionsView):
    template_name = "accounts/connections/list.html"
