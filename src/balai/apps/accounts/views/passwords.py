"""Passwords: forgotten, chosen anew, changed."""

from __future__ import annotations

from allauth.account import views as account

from balai.apps.accounts import forms
from balai.web.languages import KeepsTypedValues


class Forgotten(KeepsTypedValues, account.PasswordResetView):
    template_name = "accounts/password_forgotten.html"
    form_class = forms.ResetPasswordForm


class ForgottenCode(KeepsTypedValues, account.ConfirmPasswordResetCodeView):
    template_name = "accounts/password_code.html"
    form_class = forms.ResetPasswordCodeForm


class ChooseNew(KeepsTypedValues, account.CompletePasswordResetView):
    template_name = "accounts/password_new.html"
    form_class = forms.NewPasswordForm


class ChosenNew(account.PasswordResetFromKeyDoneView):
    template_name = "accounts/password_done.html"


class Change(KeepsTypedValues, account.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = forms.ChangePasswordForm


class SetFirst(KeepsTypedValues, account.PasswordSetView):
    """For people who came through another way to log in and have no password yet."""

    template_name = "accounts/password_set.html"
    form_class = forms.SetPasswordForm
