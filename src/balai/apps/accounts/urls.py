"""The addresses of the account pages. Names without `accounts:` are those by which allauth finds its own pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from balai.apps.accounts.views import addresses, entering, passwords, profile, second_step

_OURS = [
    path("", profile.profile, name="profile"),
    path("dilihat/", profile.looks, name="looks"),
]

_ENTERING = [
    path("masuk/", entering.LogIn.as_view(), name="account_login"),
    path("keluar/", entering.LogOut.as_view(), name="account_logout"),
    path("daftar/", entering.SignUp.as_view(), name="account_signup"),
    path("nonaktif/", entering.Inactive.as_view(), name="account_inactive"),
    path("kode-surel/", entering.confirm_address, name="account_email_verification_sent"),
    path("sandi-lagi/", entering.ProveAgain.as_view(), name="account_reauthenticate"),
    path("surel/", addresses.Address.as_view(), name="account_email"),
]

_PASSWORDS = [
    path("sandi/", passwords.Change.as_view(), name="account_change_password"),
    path("sandi/pertama/", passwords.SetFirst.as_view(), name="account_set_password"),
    path("sandi/lupa/", passwords.Forgotten.as_view(), name="account_reset_password"),
    path("sandi/lupa/kode/", passwords.ForgottenCode.as_view(), name="account_confirm_password_reset_code"),
    path("sandi/lupa/baru/", passwords.ChooseNew.as_view(), name="account_complete_password_reset"),
    path("sandi/lupa/selesai/", passwords.ChosenNew.as_view(), name="account_password_reset_completed"),
]

_SECOND_STEP = [
    path("", second_step.overview, name="mfa_index"),
    path("masuk/", second_step.SecondStep.as_view(), name="mfa_authenticate"),
    path("lagi/", second_step.SecondStepAgain.as_view(), name="mfa_reauthenticate"),
    path("aplikasi/", second_step.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("aplikasi/hapus/", second_step.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("kode/", second_step.recovery_codes, name="mfa_view_recovery_codes"),
    path("kode/baru/", second_step.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("kode/unduh/", second_step.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("kunci/", second_step.Passkeys.as_view(), name="mfa_list_webauthn"),
    path("kunci/baru/", second_step.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("kunci/masuk/", second_step.LogInWithPasskey.as_view(), name="mfa_login_webauthn"),
    path("kunci/lagi/", second_step.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("kunci/<int:pk>/ubah/", second_step.EditPasskey.as_view(), name="mfa_edit_webauthn"),
    path("kunci/<int:pk>/hapus/", second_step.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]

_pages: list[URLPattern | URLResolver] = [
    path("", include((_OURS, "accounts"))),
    path("", include(_ENTERING)),
    path("", include(_PASSWORDS)),
    path("langkah-kedua/", include(_SECOND_STEP)),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    _pages.append(path("lain/", include("balai.apps.accounts.connection_urls")))

urlpatterns: list[URLPattern | URLResolver] = [path("akun/", include(_pages))]
if settings.CONFIGURATION.identity:
    urlpatterns.append(path("", include("balai.apps.accounts.identity_urls")))
