/** What the server means by the parameter `error` with which it sends a browser back to the login. */
export function refusalOf(code: string | null, provider: string): string | null {
  switch (code) {
    case null:
      return null;
    case "oidc_expired":
      return "This login took too long, or it was begun in another browser. Log in again.";
    case "oidc_denied":
      return `The login at ${provider} was cancelled.`;
    case "oidc_refused":
      return `${provider} refused the login. Try again; if that does not help, tell your administrator.`;
    case "oidc_untrusted":
      return `The answer of ${provider} could not be verified, so nobody was logged in. Tell your administrator.`;
    case "oidc_unavailable":
      return `${provider} cannot be reached at present. Try again in a few minutes.`;
    case "oidc_no_uid":
      return `${provider} did not say who you are. Tell your administrator.`;
    case "oidc_email_not_verified":
      return `${provider} has not verified your e-mail address, so it was not linked with your account here. Verify it there, or ask your administrator.`;
    case "oidc_unknown_user":
      return `There is no user here for your account at ${provider}. Ask your administrator to add you.`;
    case "too_many_requests":
      return "Too many failed logins. Wait a little and try again.";
    default:
      return "The login failed. Try again.";
  }
}
