// Generated from openapi/management.json by `npm run generate`. Do not edit.

export interface paths {
    "/ip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the own address.
         * @description For everybody.
         */
        get: operations["client_ip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/time-zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the time zones that users and organizations can have.
         * @description For everybody.
         */
        get: operations["time_zone_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe this installation.
         * @description For everybody.
         */
        get: operations["info_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who is logged in.
         * @description For every user.
         */
        get: operations["session_get"];
        put?: never;
        /**
         * Log in with a password. A session that the request still carries ends.
         * @description Too many failures for an account or from an address answer 429 for a while. The request needs an `Origin` of
         *     this installation, or without one the header `X-Requested-With`.
         *
         *     For everybody.
         */
        post: operations["session_create"];
        /**
         * Log out.
         * @description For every user.
         */
        delete: operations["session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/persist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remember this login: the session lasts two months from now, whether it is used or not.
         * @description For every user.
         */
        post: operations["session_persist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a link that sets a new password. The answer is the same whether there is such a user or not.
         * @description For everybody.
         */
        post: operations["password_reset_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password-resets/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show whose password a link sets. 404: unknown, used or expired.
         * @description For everybody.
         */
        get: operations["password_reset_check"];
        put?: never;
        /**
         * Set the password, end all sessions of the user and log in. The link works once.
         * @description For everybody.
         */
        post: operations["password_reset_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the own profile.
         * @description For every user.
         */
        get: operations["me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the own profile.
         * @description For every user; a token needs all scopes.
         */
        patch: operations["me_update"];
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the own password; ends all other sessions.
         * @description For every user; a token needs all scopes.
         */
        put: operations["password_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the own e-mail address. It changes when the link in a mail to the new address is followed.
         * @description The old address gets a notice.
         *
         *     For every user; a token needs all scopes.
         */
        put: operations["email_change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email-changes/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a new e-mail address with the secret of the mailed link.
         * @description For everybody.
         */
        post: operations["email_change_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own sessions, newest first.
         * @description For every user; a token needs all scopes.
         */
        get: operations["own_session_list"];
        put?: never;
        post?: never;
        /**
         * End all own sessions but this one.
         * @description For every user; a token needs all scopes.
         */
        delete: operations["own_session_end_others"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the own sessions.
         * @description For every user; a token needs all scopes.
         */
        delete: operations["own_session_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own tokens, newest first.
         * @description For every user; a token needs all scopes.
         */
        get: operations["token_list"];
        put?: never;
        /**
         * Make a token. The answer is the only place that shows it.
         * @description Made with another token, it ends with that one at the latest.
         *
         *     For every user; a token needs all scopes.
         */
        post: operations["token_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a token; it stops working at once.
         * @description For every user; a token needs all scopes.
         */
        delete: operations["token_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users by first and last name.
         * @description For administrators of the installation; a token needs the scope `users:read`.
         */
        get: operations["user_list"];
        put?: never;
        /**
         * Create a user.
         * @description For administrators of the installation; a token needs the scope `users:write`.
         */
        post: operations["user_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one user with the organizations.
         * @description For administrators of the installation; a token needs the scope `users:read`.
         */
        get: operations["user_get"];
        put?: never;
        post?: never;
        /**
         * Delete a user with sessions, tokens and memberships.
         * @description Organizations that the user owns are yours afterwards.
         *
         *     For administrators of the installation; a token needs the scope `users:write`.
         */
        delete: operations["user_delete"];
        options?: never;
        head?: never;
        /**
         * Change a user. The password is the user's own matter: `user_send_reset` helps.
         * @description Nothing is written when one of the fields is refused. One administrator always remains.
         *
         *     For administrators of the installation; a token needs the scope `users:write`.
         */
        patch: operations["user_update"];
        trace?: never;
    };
    "/users/{user}/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a user a member of exactly these organizations. Memberships that stay keep their role and mail servers.
         * @description For administrators of the installation; a token needs the scope `users:write`.
         */
        put: operations["user_set_organizations"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}/send_reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a user a link that sets a password.
         * @description For administrators of the installation; a token needs the scope `users:write`.
         */
        post: operations["user_send_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user}/end_sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all sessions of a user.
         * @description For administrators of the installation; a token needs the scope `users:write`.
         */
        post: operations["user_end_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the organizations that the caller may see, by name.
         * @description For every user; a token needs the scope `organizations:read`.
         */
        get: operations["organization_list"];
        put?: never;
        /**
         * Create an organization.
         * @description For administrators of the installation; a token needs the scope `organizations:write`.
         */
        post: operations["organization_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one organization.
         * @description Role: `viewer` or above; a token needs the scope `organizations:read`.
         */
        get: operations["organization_get"];
        put?: never;
        post?: never;
        /**
         * Delete an organization with its mail servers and their mail.
         * @description For administrators of the installation; a token needs the scope `organizations:write`.
         */
        delete: operations["organization_delete"];
        options?: never;
        head?: never;
        /**
         * Change name or time zone.
         * @description Role: `developer` or above; a token needs the scope `organizations:write`.
         */
        patch: operations["organization_update"];
        trace?: never;
    };
    "/organizations/{org}/set_owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an organization another owner, who becomes a member with the role `owner` too.
         * @description For administrators of the installation; a token needs the scope `organizations:write`.
         */
        post: operations["organization_set_owner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend all mail servers of an organization.
         * @description For administrators of the installation; a token needs the scope `organizations:write`.
         */
        post: operations["organization_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/unsuspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the suspension.
         * @description For administrators of the installation; a token needs the scope `organizations:write`.
         */
        post: operations["organization_unsuspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of an organization.
         * @description Role: `viewer` or above; a token needs the scope `organizations:read`.
         */
        get: operations["member_list"];
        put?: never;
        /**
         * Add a user who exists.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        post: operations["member_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        delete: operations["member_remove"];
        options?: never;
        head?: never;
        /**
         * Change a member's role or mail servers.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        patch: operations["member_update"];
        trace?: never;
    };
    "/organizations/{org}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations that nobody has accepted, newest first.
         * @description Role: `viewer` or above; a token needs the scope `organizations:read`.
         */
        get: operations["invite_list"];
        put?: never;
        /**
         * Invite somebody by mail. The link works for seven days, and once.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        post: operations["invite_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/invites/{uuid}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail another link, good for seven days; the earlier one stops working.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        post: operations["invite_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/invites/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an invitation; its link stops working.
         * @description Role: `admin` or above; a token needs the scope `users:write`.
         */
        delete: operations["invite_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what a mailed link invites to. 404: unknown, accepted, revoked or expired.
         * @description For everybody.
         */
        get: operations["invite_check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invites/{link}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation: as who is logged in, with the password of the account that has the address, or with a new
         *     account.
         * @description For everybody.
         */
        post: operations["invite_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mail servers that the caller may see, by name.
         * @description Role: `viewer` or above; a token needs the scope `servers:read`.
         */
        get: operations["server_list"];
        put?: never;
        /**
         * Create a mail server.
         * @description Role: `developer` or above; a token needs the scope `servers:write`.
         */
        post: operations["server_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one mail server.
         * @description Role: `viewer` or above; a token needs the scope `servers:read`.
         */
        get: operations["server_get"];
        put?: never;
        post?: never;
        /**
         * Delete a mail server with its mail.
         * @description Role: `admin` or above; a token needs the scope `servers:write`.
         */
        delete: operations["server_delete"];
        options?: never;
        head?: never;
        /**
         * Change settings; some of them for administrators only.
         * @description Role: `developer` or above; a token needs the scope `servers:write`.
         */
        patch: operations["server_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse and hold all mail of a mail server.
         * @description For administrators of the installation; a token needs the scope `servers:write`.
         */
        post: operations["server_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/unsuspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the suspension of the mail server itself.
         * @description For administrators of the installation; a token needs the scope `servers:write`.
         */
        post: operations["server_unsuspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/header": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live figures of a mail server.
         * @description Role: `viewer` or above; a token needs the scope `stats:read`.
         */
        get: operations["server_header"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the domains of a mail server, by name.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["domain_list"];
        put?: never;
        /**
         * Add a domain. An administrator's counts as verified at once; others prove that it is theirs.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one domain.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["domain_get"];
        put?: never;
        post?: never;
        /**
         * Delete a domain with its keys and routes.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        delete: operations["domain_delete"];
        options?: never;
        head?: never;
        /**
         * Choose how the ownership will be proven, while it is not.
         * @description The token or code of before proves nothing any more; `domain_records` has the new TXT record.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        patch: operations["domain_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the DNS records to publish, with what was last seen of them.
         * @description While a DKIM key waits for its record, there is a record for each key.
         *
         *     Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["domain_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the DNS records now. A failed look-up keeps the status of before and says so.
         * @description A new DKIM key whose record is seen signs from now on.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/verify_dns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for the TXT record that proves the ownership. Only with the verification method `DNS`.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_verify_dns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the domains of an organization, by name.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["organization_domain_list"];
        put?: never;
        /**
         * Add a domain. An administrator's counts as verified at once; others prove that it is theirs.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one domain.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["organization_domain_get"];
        put?: never;
        post?: never;
        /**
         * Delete a domain with its keys and routes.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        delete: operations["organization_domain_delete"];
        options?: never;
        head?: never;
        /**
         * Choose how the ownership will be proven, while it is not.
         * @description The token or code of before proves nothing any more; `domain_records` has the new TXT record.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        patch: operations["organization_domain_update"];
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the DNS records to publish, with what was last seen of them.
         * @description While a DKIM key waits for its record, there is a record for each key.
         *
         *     Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["organization_domain_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the DNS records now. A failed look-up keeps the status of before and says so.
         * @description A new DKIM key whose record is seen signs from now on.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/verify_dns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for the TXT record that proves the ownership. Only with the verification method `DNS`.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_verify_dns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/track-domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the track domains of a mail server, by full name.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["track_domain_list"];
        put?: never;
        /**
         * Make a track domain. Its CNAME record is checked at once; mail is tracked as soon as it is right.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["track_domain_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/track-domains/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one track domain.
         * @description Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["track_domain_get"];
        put?: never;
        post?: never;
        /**
         * Delete a track domain. Mail that is sent from now on is not tracked.
         * @description Links in mail that was sent work as long as a proxy leads them here and says so; see the manual.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        delete: operations["track_domain_delete"];
        options?: never;
        head?: never;
        /**
         * Change what is tracked. Its name stays: mail that was sent leads there.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        patch: operations["track_domain_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/track-domains/{uuid}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the CNAME record now. A failed look-up keeps the status of before and says so.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["track_domain_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/track-domains/{uuid}/toggle_ssl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin links with `https://` from now on, or no longer.
         * @description Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["track_domain_toggle_ssl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/verify_email_send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a code that proves the ownership, to one of the `verify_email_addresses`.
         * @description Eight digits, valid for 15 minutes and five guesses; those of earlier mails are no longer. At most five mails an hour to
         *     one address. Only with the verification method `Email`.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_verify_email_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/verify_email_confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove the ownership by the code of the last mail.
         * @description `no_code`: it is too old or was guessed too often.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_verify_email_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/verify_email_send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a code that proves the ownership, to one of the `verify_email_addresses`.
         * @description Eight digits, valid for 15 minutes and five guesses; those of earlier mails are no longer. At most five mails an hour to
         *     one address. Only with the verification method `Email`.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_verify_email_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/verify_email_confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove the ownership by the code of the last mail.
         * @description `no_code`: it is too old or was guessed too often.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_verify_email_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/dkim_rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new DKIM key, which signs as soon as its record is seen.
         * @description Answers the records to publish, those of both keys among them. The key of before is needed for seven days more.
         *     `already_pending`: a key waits already.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_dkim_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/dkim_import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring along a DKIM key with its selector; it signs as soon as its record is seen.
         * @description Answers the records to publish, those of both keys among them. `already_pending`: a key waits already.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_dkim_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/dkim_cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop the DKIM key that waits for its record.
         * @description The key that signs goes on. `nothing_pending`: none waits.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["domain_dkim_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/domains/{domain}/zone_file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the DNS records to publish as a zone file.
         * @description For DNS providers that import one (RFC 1035 §5.1).
         *
         *     Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["domain_zone_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/dkim_rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new DKIM key, which signs as soon as its record is seen.
         * @description Answers the records to publish, those of both keys among them. The key of before is needed for seven days more.
         *     `already_pending`: a key waits already.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_dkim_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/dkim_import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring along a DKIM key with its selector; it signs as soon as its record is seen.
         * @description Answers the records to publish, those of both keys among them. `already_pending`: a key waits already.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_dkim_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/dkim_cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drop the DKIM key that waits for its record.
         * @description The key that signs goes on. `nothing_pending`: none waits.
         *
         *     Role: `developer` or above; a token needs the scope `domains:write`.
         */
        post: operations["organization_domain_dkim_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/domains/{domain}/zone_file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the DNS records to publish as a zone file.
         * @description For DNS providers that import one (RFC 1035 §5.1).
         *
         *     Role: `viewer` or above; a token needs the scope `domains:read`.
         */
        get: operations["organization_domain_zone_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the credentials of a mail server by name, without keys.
         * @description Role: `viewer` or above; a token needs the scope `credentials:read`.
         */
        get: operations["credential_list"];
        put?: never;
        /**
         * Make a credential. The answer shows the key.
         * @description Role: `developer` or above; a token needs the scope `credentials:write`.
         */
        post: operations["credential_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/credentials/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one credential without its key.
         * @description Role: `viewer` or above; a token needs the scope `credentials:read`.
         */
        get: operations["credential_get"];
        put?: never;
        post?: never;
        /**
         * Delete a credential; it stops working within 5 seconds.
         * @description Role: `developer` or above; a token needs the scope `credentials:write`.
         */
        delete: operations["credential_delete"];
        options?: never;
        head?: never;
        /**
         * Change name, hold or the network of an SMTP-IP credential.
         * @description Role: `developer` or above; a token needs the scope `credentials:write`.
         */
        patch: operations["credential_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/credentials/{uuid}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the key of an SMTP credential again. Logged.
         * @description Role: `developer` or above; a token needs the scope `credentials:write`.
         */
        post: operations["credential_reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the routes of a mail server, by name.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["route_list"];
        put?: never;
        /**
         * Make a route: from now on the mail server takes mail for its address.
         * @description One address has one route in the whole installation.
         *
         *     Role: `developer` or above; a token needs the scope `routes:write`.
         */
        post: operations["route_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/routes/endpoint_options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all endpoints that a route of this mail server can point to, on one page.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["route_endpoint_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/routes/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one route.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["route_get"];
        put?: never;
        post?: never;
        /**
         * Delete a route: mail for its address is refused from now on.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        delete: operations["route_delete"];
        options?: never;
        head?: never;
        /**
         * Change a route.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        patch: operations["route_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/http-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the HTTP endpoints of a mail server, by name.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["http_endpoint_list"];
        put?: never;
        /**
         * Make an HTTP endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        post: operations["http_endpoint_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/http-endpoints/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one HTTP endpoint.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["http_endpoint_get"];
        put?: never;
        post?: never;
        /**
         * Delete an HTTP endpoint; the answer names the routes that used it.
         * @description A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
         *     return path is deleted.
         *
         *     Role: `developer` or above; a token needs the scope `routes:write`.
         */
        delete: operations["http_endpoint_delete"];
        options?: never;
        head?: never;
        /**
         * Change an HTTP endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        patch: operations["http_endpoint_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/smtp-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the SMTP endpoints of a mail server, by name.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["smtp_endpoint_list"];
        put?: never;
        /**
         * Make an SMTP endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        post: operations["smtp_endpoint_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/smtp-endpoints/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one SMTP endpoint.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["smtp_endpoint_get"];
        put?: never;
        post?: never;
        /**
         * Delete an SMTP endpoint; the answer names the routes that used it.
         * @description A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
         *     return path is deleted.
         *
         *     Role: `developer` or above; a token needs the scope `routes:write`.
         */
        delete: operations["smtp_endpoint_delete"];
        options?: never;
        head?: never;
        /**
         * Change an SMTP endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        patch: operations["smtp_endpoint_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/address-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the address endpoints of a mail server, by address.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["address_endpoint_list"];
        put?: never;
        /**
         * Make an address endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        post: operations["address_endpoint_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/address-endpoints/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one address endpoint.
         * @description Role: `viewer` or above; a token needs the scope `routes:read`.
         */
        get: operations["address_endpoint_get"];
        put?: never;
        post?: never;
        /**
         * Delete an address endpoint; the answer names the routes that used it.
         * @description A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
         *     return path is deleted.
         *
         *     Role: `developer` or above; a token needs the scope `routes:write`.
         */
        delete: operations["address_endpoint_delete"];
        options?: never;
        head?: never;
        /**
         * Change an address endpoint.
         * @description Role: `developer` or above; a token needs the scope `routes:write`.
         */
        patch: operations["address_endpoint_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages, newest first.
         * @description All conditions must hold. Text is compared without case. Only recipient, token, one status, held and the times have
         *     an index: with other conditions one request looks at 50,000 messages at most and then says in `searched_until` how
         *     far it came.
         *
         *     Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["message_list"];
        put?: never;
        /**
         * Send a message.
         * @description Answered when the message is stored durably; delivery follows, or begins at `send_at`.
         *
         *     Role: `developer` or above; a token needs the scope `messages:send`.
         */
        post: operations["message_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages that wait for a person, newest first.
         * @description Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["message_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one message. Bodies and attachments have operations of their own.
         * @description Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["message_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the delivery records of a message, oldest first, all on one page.
         * @description Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["message_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message now: shorten its wait, release its hold, or deliver it again.
         * @description Role: `support` or above; a token needs the scope `messages:write`.
         */
        post: operations["message_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/cancel_hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a hold without sending the message.
         * @description Role: `support` or above; a token needs the scope `messages:write`.
         */
        post: operations["message_cancel_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/remove_from_queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a message off the queue without sending it.
         * @description Role: `support` or above; a token needs the scope `messages:write`.
         */
        post: operations["message_remove_from_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the message as the recipient gets it.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_raw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/plain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the plain text body.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_plain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the HTML body, for a sandboxed frame.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_html"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/headers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the header fields, decoded.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_headers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the attachments.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_attachments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/attachments/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download one attachment.
         * @description Role: `support` or above; a token needs the scope `messages:content`.
         */
        get: operations["message_attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the clicks and opens of a message, newest first.
         * @description Those of machines are marked and do not change `loaded_at` and `clicked_at` of the message, but for the proxies of
         *     mail services, which load images when a mail is shown.
         *
         *     Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["message_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message that the application made itself.
         * @description What is missing is added: `Received`, `Message-ID`, `Date`. The `From` field must be at a verified domain.
         *
         *     Role: `developer` or above; a token needs the scope `messages:send`.
         */
        post: operations["message_send_raw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send up to 500 messages.
         * @description The results come in the order of the messages. With the mode `each`, those that are right are sent and the others
         *     say what is wrong; with `atomic`, all are sent or none.
         *
         *     Role: `developer` or above; a token needs the scope `messages:send`.
         */
        post: operations["message_send_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages that are to be sent later, newest first.
         * @description Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["schedule_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/messages/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Do not send a scheduled message.
         * @description `409` once it is being sent.
         *
         *     Role: `developer` or above; a token needs the scope `messages:send`.
         */
        delete: operations["message_unschedule"];
        options?: never;
        head?: never;
        /**
         * Send a scheduled message at another time.
         * @description `409` once it is being sent.
         *
         *     Role: `developer` or above; a token needs the scope `messages:send`.
         */
        patch: operations["message_reschedule"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what waits for delivery, newest message first.
         * @description Role: `viewer` or above; a token needs the scope `messages:read`.
         */
        get: operations["queue_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List suppressed addresses, newest first, expired ones included.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["suppression_list"];
        put?: never;
        /**
         * Add an address or a domain, or renew the entry there is.
         * @description The new reason, kind and end replace those of an entry that is there; its first day stays. An entry of the kind
         *     `bounce` replaces no other kind.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["suppression_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suppressions/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the entry of an address, also an expired one.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["suppression_get"];
        put?: never;
        post?: never;
        /**
         * Remove an address from the list.
         * @description Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        delete: operations["suppression_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suppressions/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove many entries: by address, or all that fulfil every condition.
         * @description Entries are removed in batches; one that is added meanwhile stays.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["suppression_delete_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add many addresses from a file, or see what that would do.
         * @description CSV or one JSON object per line, up to 100,000 rows and 32 MiB. Columns are `address`, `kind`, `reason`, `note` and
         *     `keep_until` (RFC 3339, a day, or `never`), in any order; others are ignored. What a row does not say is what the
         *     parameters say. Invalid rows are left out and named with their line. Rows are written in batches, and the same file
         *     can be sent again.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["suppression_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the list as a file, newest first, expired entries included.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["suppression_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the figures of a mail server over time.
         * @description Points are whole hours, days, months or years in UTC, oldest first, without gaps. Without parameters the graph of the
         *     overview: 30 days for a server older than 48 hours, 48 hours for one older than 24 hours, else 24 hours. With
         *     `period` alone the last 48 hours, 30 days, 12 months or 10 years. Hours are kept for 92 days.
         *
         *     Role: `viewer` or above; a token needs the scope `stats:read`.
         */
        get: operations["server_graph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/statistics/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the domains that a mail server sends most to.
         * @description Counted per day in UTC and kept for 92 days. A process tells 1,000 domains per day apart; the rest is one row without
         *     a name. There is one page.
         *
         *     Role: `viewer` or above; a token needs the scope `stats:read`.
         */
        get: operations["server_statistics_domains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/statistics/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tags that a mail server sends most with.
         * @description Counted per day in UTC and kept for 92 days. A process tells 1,000 tags per day apart, by their first 128 characters;
         *     the rest is one row without a name. There is one page.
         *
         *     Role: `viewer` or above; a token needs the scope `stats:read`.
         */
        get: operations["server_statistics_tags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the figures of the whole installation: all mail ever, that of the last hours by organization and mail server
         *     with what waits there, and the processes.
         * @description For administrators of the installation; a token needs the scope `stats:read`.
         */
        get: operations["stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the webhooks of a mail server by name, without secrets.
         * @description Role: `viewer` or above; a token needs the scope `webhooks:read`.
         */
        get: operations["webhook_list"];
        put?: never;
        /**
         * Make a webhook. The answer shows the secret of its signatures.
         * @description Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all events that a webhook can be told of.
         * @description Role: `viewer` or above; a token needs the scope `webhooks:read`.
         */
        get: operations["webhook_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch one webhook without its secrets.
         * @description Role: `viewer` or above; a token needs the scope `webhooks:read`.
         */
        get: operations["webhook_get"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook and what is queued for it. Its history stays.
         * @description Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        delete: operations["webhook_delete"];
        options?: never;
        head?: never;
        /**
         * Change a webhook.
         * @description Disabling it does not stop what is queued already.
         *
         *     Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        patch: operations["webhook_update"];
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/{uuid}/reveal_secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the secret of the signatures, the URL with its password and the custom header fields. Logged.
         * @description Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_reveal_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/{uuid}/rotate_secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret for the signatures. The one before signs too for 24 hours.
         * @description Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/{uuid}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an example of an event now and answer what came back.
         * @description Works with a disabled webhook, too. The attempt is in the history and has no other effect.
         *
         *     Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List attempts at requests, newest first. They are kept for ten days.
         * @description Role: `viewer` or above; a token needs the scope `webhooks:read`.
         */
        get: operations["webhook_history_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/history/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch a request with all its attempts.
         * @description Role: `viewer` or above; a token needs the scope `webhooks:read`.
         */
        get: operations["webhook_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/history/{uuid}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a request again, with the same UUID and content.
         * @description One that waits for its next attempt is sent now instead.
         *
         *     Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/webhooks/history/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what was given up since a time, oldest first, at most 1,000 requests.
         * @description What waits for its next attempt, and what succeeded meanwhile, is left alone.
         *
         *     Role: `developer` or above; a token needs the scope `webhooks:write`.
         */
        post: operations["webhook_replay_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List suppressed addresses, newest first, expired ones included.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["organization_suppression_list"];
        put?: never;
        /**
         * Add an address or a domain, or renew the entry there is.
         * @description The new reason, kind and end replace those of an entry that is there; its first day stays. An entry of the kind
         *     `bounce` replaces no other kind.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["organization_suppression_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suppressions/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the entry of an address, also an expired one.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["organization_suppression_get"];
        put?: never;
        post?: never;
        /**
         * Remove an address from the list.
         * @description Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        delete: operations["organization_suppression_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suppressions/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove many entries: by address, or all that fulfil every condition.
         * @description Entries are removed in batches; one that is added meanwhile stays.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["organization_suppression_delete_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suppressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add many addresses from a file, or see what that would do.
         * @description CSV or one JSON object per line, up to 100,000 rows and 32 MiB. Columns are `address`, `kind`, `reason`, `note` and
         *     `keep_until` (RFC 3339, a day, or `never`), in any order; others are ignored. What a row does not say is what the
         *     parameters say. Invalid rows are left out and named with their line. Rows are written in batches, and the same file
         *     can be sent again.
         *
         *     Role: `support` or above; a token needs the scope `suppressions:write`.
         */
        post: operations["organization_suppression_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/suppressions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the list as a file, newest first, expired entries included.
         * @description Role: `viewer` or above; a token needs the scope `suppressions:read`.
         */
        get: operations["organization_suppression_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{org}/servers/{server}/statistics/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tags that a mail server sends most with.
         * @description Counted per day in UTC and kept for 92 days. A process tells 1,000 tags per day apart, by their first 128 characters;
         *     the rest is one row without a name. There is one page.
         *
         *     Role: `viewer` or above; a token needs the scope `stats:read`.
         */
        get: operations["server_statistics_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountView
         * @description A user, as administrators see them.
         */
        AccountView: {
            /** Format: uuid */
            uuid: string;
            first_name: string;
            last_name: string;
            email_address: string;
            /** @description IANA name. */
            time_zone: string;
            /** @description Administrator of the whole installation. */
            admin: boolean;
            /** @description Can log in with a password. */
            has_password: boolean;
            /** @description Is linked with an account at the OpenID provider. */
            oidc: boolean;
            /** @description By name; absent in lists. */
            organizations?: components["schemas"]["UserOrganizationView"][];
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        ActivityType: "click" | "open";
        /**
         * ActivityView
         * @description A click or an open.
         */
        ActivityView: {
            type: components["schemas"]["ActivityType"];
            /** @description Where the link leads; clicks only. */
            url?: string;
            /** @description Of the client, or its network when addresses are anonymized. */
            ip_address: string;
            /** @description What the client's program calls itself; absent: it did not. */
            user_agent?: string;
            /** @description A scanner, a prefetcher, a robot or the proxy of a mail service, not the recipient's own program. */
            is_machine: boolean;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
        };
        /** AddressEndpointCreate */
        AddressEndpointCreate: {
            /** @description A bare address, once per mail server. */
            address: string;
        };
        /**
         * AddressEndpointUpdate
         * @description What is absent stays.
         */
        AddressEndpointUpdate: {
            /** @description A bare address, once per mail server. */
            address?: string;
        };
        /**
         * AddressEndpointView
         * @description A mailbox that mail is sent on to.
         */
        AddressEndpointView: {
            /** Format: uuid */
            uuid: string;
            address: string;
            /** @description The address. */
            description: string;
            /**
             * Format: int64
             * @description Routes that use it, first or as a further endpoint.
             */
            routes_count: number;
            /**
             * Format: date-time
             * @description When mail last went there; to the minute.
             */
            last_used_at?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * AffectedRouteView
         * @description A route that used a deleted endpoint.
         */
        AffectedRouteView: {
            /** Format: uuid */
            uuid: string;
            /** @description `name@domain`, or `Return Path`. */
            description: string;
            effect: components["schemas"]["EndpointDeletionEffect"];
        };
        /**
         * @description How exactly a domain has to match the author's to count for DMARC.
         * @enum {string}
         */
        Alignment: "relaxed" | "strict";
        /**
         * AttachmentInput
         * @description A file to send along.
         */
        AttachmentInput: {
            /** @description Directories in it are left out. */
            filename: string;
            /** @description Media type; `application/octet-stream` when absent. */
            content_type?: string | null;
            /**
             * Format: byte
             * @description In base64.
             */
            content: string;
        };
        /**
         * AttachmentView
         * @description A part with a file name.
         */
        AttachmentView: {
            /**
             * Format: uint64
             * @description Place in the message, from 0.
             */
            index: number;
            name: string;
            /** @description Media type without parameters. */
            content_type: string;
            /**
             * Format: uint64
             * @description Decoded.
             */
            size_bytes: number;
        };
        /**
         * @description What becomes of the others when one message cannot be sent.
         * @enum {string}
         */
        BatchMode: "each" | "atomic";
        /**
         * BatchResultView
         * @description What became of one message.
         */
        BatchResultView: {
            status: components["schemas"]["BatchStatus"];
            message?: components["schemas"]["MessageSendView"];
            /** @description All that is wrong with it; pointers into this message. */
            fields: components["schemas"]["FieldProblem"][];
        };
        /** @enum {string} */
        BatchStatus: "accepted" | "refused";
        /** @enum {string} */
        CheckStatus: "OK" | "Missing" | "Invalid";
        /**
         * CheckView
         * @description What was last seen of a record.
         */
        CheckView: {
            /** @description Absent before the first check. */
            status?: components["schemas"]["CheckStatus"] & unknown;
            /** @description Explains a bad status. */
            error?: string;
            /** @description What is not wrong but should be looked at. */
            warning?: string;
            /**
             * Format: date-time
             * @description When the last look-up failed; the rest is then from before. Absent when it did not fail.
             */
            lookup_failed_at?: string;
            /** @description Why it failed. */
            lookup_error?: string;
        };
        /**
         * @description Which links are tracked.
         * @enum {string}
         */
        ClickTracking: "none" | "html" | "all";
        /**
         * ClientIpView
         * @description The address that a request comes from.
         */
        ClientIpView: {
            /** @description Whom we take for the client: what a trusted proxy says, else the TCP peer. */
            ip: string;
        };
        /** CredentialCreate */
        CredentialCreate: {
            type: components["schemas"]["CredentialType"];
            name: string;
            /** @default false */
            hold?: boolean;
            /** @description SMTP-IP only: an address or network in CIDR form. Other keys are generated. */
            key?: string | null;
        };
        /**
         * CredentialCreated
         * @description A new credential with its key. The key of type `API` is not stored and cannot be shown again.
         */
        CredentialCreated: {
            key: string;
            /** Format: uuid */
            uuid: string;
            type: components["schemas"]["CredentialType"];
            name: string;
            key_prefix: string;
            network?: string;
            hold: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * CredentialKey
         * @description The key in clear.
         */
        CredentialKey: {
            key: string;
        };
        /**
         * CredentialNameView
         * @description A credential by name.
         */
        CredentialNameView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            type: components["schemas"]["CredentialType"];
        };
        /** @enum {string} */
        CredentialType: "SMTP" | "API" | "SMTP-IP";
        /** CredentialUpdate */
        CredentialUpdate: {
            name?: string;
            hold?: boolean;
            /** @description SMTP-IP only. */
            key?: string;
        };
        /** CredentialView */
        CredentialView: {
            /** Format: uuid */
            uuid: string;
            type: components["schemas"]["CredentialType"];
            name: string;
            /** @description First characters of the key; the network for SMTP-IP. */
            key_prefix: string;
            /** @description SMTP-IP only. */
            network?: string;
            /** @description Its messages are held instead of sent. */
            hold: boolean;
            /** @description `credential_reveal` can show the key again. */
            revealable: boolean;
            /** Format: date-time */
            last_used_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * DeleteConfirm
         * @description The name of what is to be deleted, typed again.
         */
        DeleteConfirm: {
            /** @description Case and surrounding space do not matter. */
            confirm: string;
        };
        /**
         * DeliveryView
         * @description Record of one attempt, or of another change of status.
         */
        DeliveryView: {
            /** Format: int64 */
            id: number;
            status: components["schemas"]["MessageStatus"];
            /**
             * Format: int64
             * @description Basic reply code of the remote host.
             */
            code?: number;
            /** @description Enhanced status code (RFC 3463). */
            enhanced_code?: string;
            /** @description Class of a failure, such as `invalid_recipient`. */
            reason?: string;
            /** @description What happened; `<msg:ID>` in it names another message of this mail server. */
            details: string;
            /** @description What the remote host said. */
            output?: string;
            sent_with_tls: boolean;
            /** @description Protocol and cipher. */
            tls?: string;
            mx_host?: string;
            mx_address?: string;
            /** @description The SMTP dialogue without content and secrets. */
            dialogue?: string;
            /** @description Support reference, as in the log. */
            log_id?: string;
            /** Format: double */
            duration_ms?: number;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
        };
        /** DkimImport */
        DkimImport: {
            /** @description Name of the record before `._domainkey`: labels of letters, digits and hyphens. */
            selector: string;
            /** @description RSA private key in PEM (PKCS#1 or PKCS#8), 1024 to 8192 bits. Never shown again. */
            private_key: string;
        };
        /**
         * @description What the key of a DKIM record does.
         * @enum {string}
         */
        DkimKeyStage: "active" | "pending" | "retired" | "removable";
        /**
         * DmarcView
         * @description What was last seen of the DMARC record. Not a part of `dns_ok`.
         */
        DmarcView: {
            /** @description Absent before the first check. */
            status?: components["schemas"]["CheckStatus"] & unknown;
            /** @description Explains a bad status. */
            error?: string;
            /** @description What is not wrong but should be looked at. */
            warning?: string;
            /**
             * Format: date-time
             * @description When the last look-up failed; the rest is then from before. Absent when it did not fail.
             */
            lookup_failed_at?: string;
            /** @description Why it failed. */
            lookup_error?: string;
            /**
             * @description Name of the record that counts: of the domain, or of the registered domain above it. Absent without a usable
             *     record, as are policies and alignments.
             */
            record_name?: string;
            /** @description What receivers do with mail that fails: `none`, `quarantine` or `reject`. */
            policy?: string;
            /** @description The same for sub-domains without a record. */
            subdomain_policy?: string;
            dkim_alignment?: components["schemas"]["Alignment"];
            spf_alignment?: components["schemas"]["Alignment"];
            /** @description The next step, in a sentence. Absent when nothing is left to do. */
            suggestion?: string;
        };
        /** DomainCreate */
        DomainCreate: {
            /** @description A host name of at least two labels; converted to A-labels in lower case. */
            name: string;
            /** @description How the ownership will be proven; `DNS` when absent. Nothing is left to prove when an administrator adds it. */
            verification_method?: (components["schemas"]["VerificationMethod"] & unknown) | null;
        };
        /**
         * DomainNameView
         * @description A domain by name.
         */
        DomainNameView: {
            /** Format: uuid */
            uuid: string;
            name: string;
        };
        /** DomainUpdate */
        DomainUpdate: {
            /** @description How the ownership will be proven. A token or code of before proves nothing any more. */
            verification_method?: components["schemas"]["VerificationMethod"] & unknown;
        };
        /** DomainView */
        DomainView: {
            /** Format: uuid */
            uuid: string;
            /** @description A-labels in lower case. */
            name: string;
            verification_method: components["schemas"]["VerificationMethod"];
            /**
             * Format: date-time
             * @description Absent: mail from it is refused until its ownership is proven.
             */
            verified_at?: string;
            /** @description Addresses that a code may be sent to. Only with the method `Email`, until it is verified. */
            verify_email_addresses?: string[];
            /** Format: date-time */
            dns_checked_at?: string;
            /** @description SPF and DKIM are right; MX and return path are right or left out. */
            dns_ok: boolean;
            spf: components["schemas"]["CheckView"];
            dkim: components["schemas"]["CheckView"];
            mx: components["schemas"]["CheckView"];
            return_path: components["schemas"]["CheckView"];
            dmarc: components["schemas"]["DmarcView"];
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @description How the domains are doing, in one word.
         * @enum {string}
         */
        DomainsStatus: "none" | "ok" | "misconfigured" | "awaiting";
        /** EmailChange */
        EmailChange: {
            email_address: string;
            /** @description Needed by users who have a password. */
            current_password?: string | null;
        };
        /**
         * EndpointDeleted
         * @description What an endpoint's deletion changed.
         */
        EndpointDeleted: {
            /** @description The routes that used it. */
            routes: components["schemas"]["AffectedRouteView"][];
        };
        /**
         * @description What the deletion of an endpoint did to a route.
         * @enum {string}
         */
        EndpointDeletionEffect: "promoted" | "rejects" | "deleted" | "shortened";
        /**
         * @description Kind of an endpoint, as in selectors.
         * @enum {string}
         */
        EndpointKind: "HTTPEndpoint" | "SMTPEndpoint" | "AddressEndpoint";
        /**
         * EndpointNameView
         * @description An endpoint by name.
         */
        EndpointNameView: {
            /** Format: uuid */
            uuid: string;
            kind: components["schemas"]["EndpointKind"];
            /** @description Name and target. */
            description: string;
        };
        /**
         * EndpointOptionView
         * @description Something that a route can point to.
         */
        EndpointOptionView: {
            /** @description For `endpoint` and `additional_endpoints` of a route. */
            selector: string;
            kind: components["schemas"]["EndpointKind"];
            /** @description Name and target. */
            description: string;
        };
        /**
         * FieldProblem
         * @description A submitted field that breaks a rule.
         */
        FieldProblem: {
            /** @description JSON Pointer into the request body, such as `/name`; the parameter's name for a parameter. */
            field: string;
            /**
             * @description Which rule.
             * @enum {string}
             */
            code: "blank" | "invalid" | "taken" | "reserved" | "inclusion" | "too_short" | "too_long" | "confirmation" | "not_a_number" | "not_an_integer" | "greater_than" | "greater_than_or_equal_to" | "less_than_or_equal_to" | "required";
            /** @description Reads on after the field's name: "can't be blank". */
            message: string;
        };
        /**
         * FiguresView
         * @description What happened in a span of time.
         */
        FiguresView: {
            /**
             * Format: int64
             * @description Incoming messages accepted.
             */
            incoming: number;
            /**
             * Format: int64
             * @description Outgoing messages accepted.
             */
            outgoing: number;
            /**
             * Format: int64
             * @description Messages found to be spam.
             */
            spam: number;
            /**
             * Format: int64
             * @description Outgoing messages that failed for good or bounced later.
             */
            bounces: number;
            /** Format: int64 */
            held: number;
            /**
             * Format: int64
             * @description Outgoing messages that a host took.
             */
            sent: number;
            /**
             * Format: int64
             * @description Attempts to send that failed for now.
             */
            deferred: number;
            /**
             * Format: int64
             * @description Outgoing messages that failed for good.
             */
            failed: number;
            /**
             * Format: int64
             * @description Incoming messages that an endpoint took.
             */
            delivered: number;
            /**
             * Format: int64
             * @description Incoming messages that failed for good.
             */
            rejected: number;
            /**
             * Format: int64
             * @description Attempts that ended by a fault of this installation.
             */
            errors: number;
            /** Format: int64 */
            complaints: number;
            /**
             * Format: int64
             * @description Loads of tracking images.
             */
            opens: number;
            /**
             * Format: int64
             * @description Messages opened for the first time.
             */
            unique_opens: number;
            /**
             * Format: int64
             * @description Of `opens`, those by programs.
             */
            machine_opens: number;
            /**
             * Format: int64
             * @description Tracked links followed.
             */
            clicks: number;
            /**
             * Format: int64
             * @description Messages in which a link was followed for the first time.
             */
            unique_clicks: number;
        };
        /**
         * @description How a file is written.
         * @enum {string}
         */
        FileFormat: "csv" | "ndjson";
        /**
         * GraphPoint
         * @description One point of a graph.
         */
        GraphPoint: {
            /**
             * Format: date-time
             * @description RFC 3339. Start of the hour, day, month or year in UTC.
             */
            starts_at: string;
            figures: components["schemas"]["FiguresView"];
        };
        /**
         * GraphView
         * @description Points oldest first, without gaps.
         */
        GraphView: {
            period: components["schemas"]["Period"];
            points: components["schemas"]["GraphPoint"][];
            /** @description Sums of all points. */
            total: components["schemas"]["FiguresView"] & unknown;
        };
        /**
         * HeaderFieldView
         * @description All values of one header field.
         */
        HeaderFieldView: {
            /** @description In lower case. */
            name: string;
            /** @description Decoded, in order. Fields that may occur once have one value, the last. */
            values: string[];
        };
        /**
         * HeaderView
         * @description Live figures; `held` and `queued` are counted up to 10,000.
         */
        HeaderView: {
            status: components["schemas"]["ServerStatus"];
            /**
             * Format: int64
             * @description Messages that wait for a person.
             */
            held: number;
            /**
             * Format: int64
             * @description Messages in the queue whose time has come.
             */
            queued: number;
            /**
             * Format: double
             * @description Per cent of the outgoing messages of the last 30 days.
             */
            bounce_rate: number;
            /**
             * Format: double
             * @description Messages per minute over the last hour, both directions.
             */
            message_rate: number;
            /** Format: int64 */
            outgoing_60_min: number;
            /** Format: int64 */
            incoming_60_min: number;
            /**
             * Format: int64
             * @description Absent: no limit.
             */
            send_limit?: number;
            /**
             * Format: int64
             * @description Bytes of the raw messages; content that several recipients share counts once.
             */
            used_bytes: number;
            domains_status: components["schemas"]["DomainsStatus"];
            /**
             * Format: int64
             * @description The server's own domains and those of its organization.
             */
            domains_total: number;
            /** Format: int64 */
            domains_unverified: number;
            /**
             * Format: int64
             * @description Verified, but a required record is not right.
             */
            domains_faulty: number;
        };
        /**
         * @description How an HTTP endpoint gets its data.
         * @enum {string}
         */
        HttpEncoding: "BodyAsJSON" | "FormData";
        /** HttpEndpointCreate */
        HttpEndpointCreate: {
            name: string;
            /**
             * @description `http` or `https`, without fragment, 1000 characters at most. Private addresses are refused unless
             *     `postal.allowed_request_destinations` names them.
             */
            url: string;
            /** @description `BodyAsJSON` when absent. */
            encoding?: (components["schemas"]["HttpEncoding"] & unknown) | null;
            /** @description `Hash` when absent. */
            format?: (components["schemas"]["HttpFormat"] & unknown) | null;
            /** @default false */
            strip_replies?: boolean;
            /** @description True when absent. */
            include_attachments?: boolean | null;
            /**
             * Format: int64
             * @description Seconds; 5 when absent.
             */
            timeout?: number | null;
        };
        /**
         * HttpEndpointUpdate
         * @description What is absent stays.
         */
        HttpEndpointUpdate: {
            name?: string;
            /** @description As in `HttpEndpointCreate`. */
            url?: string;
            encoding?: components["schemas"]["HttpEncoding"];
            format?: components["schemas"]["HttpFormat"];
            strip_replies?: boolean;
            include_attachments?: boolean;
            /**
             * Format: int64
             * @description Seconds.
             */
            timeout?: number;
        };
        /**
         * HttpEndpointView
         * @description Where mail goes as an HTTP request.
         */
        HttpEndpointView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            url: string;
            /** @description `name (url)` */
            description: string;
            encoding: components["schemas"]["HttpEncoding"];
            format: components["schemas"]["HttpFormat"];
            /** @description Quoted text goes into a field of its own. */
            strip_replies: boolean;
            /** @description With the format `Hash` only. */
            include_attachments: boolean;
            /**
             * Format: int64
             * @description Seconds for the whole request.
             */
            timeout: number;
            /**
             * Format: int64
             * @description Routes that use it, first or as a further endpoint.
             */
            routes_count: number;
            /**
             * Format: date-time
             * @description When mail last went there; to the minute.
             */
            last_used_at?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description What an HTTP endpoint gets.
         * @enum {string}
         */
        HttpFormat: "Hash" | "RawMessage";
        /**
         * ImportView
         * @description What came of a file, or would come of it.
         */
        ImportView: {
            /** @description It was only looked at. */
            is_dry_run: boolean;
            /**
             * Format: uint64
             * @description Rows in the file, without its header.
             */
            rows: number;
            /**
             * Format: uint64
             * @description Addresses that nothing kept mail back from before.
             */
            new: number;
            /**
             * Format: uint64
             * @description Addresses that were on the list, which are renewed, or that stand in the file before, which change nothing.
             */
            duplicate: number;
            /**
             * Format: uint64
             * @description How many rows were left out.
             */
            invalid: number;
            /** @description Every row that was left out, and why. */
            invalid_rows: components["schemas"]["InvalidRowView"][];
        };
        /**
         * InfoView
         * @description What everybody may know of this installation.
         */
        InfoView: {
            version: string;
            /** @description Users can log in with a password. */
            local_authentication_enabled: boolean;
            oidc_enabled: boolean;
            /** @description Text of the OpenID login button. */
            oidc_name: string;
            smtp_hostname: string;
            /** Format: uint16 */
            smtp_port: number;
            web_hostname: string;
            /** @description `https` or `http`. */
            web_protocol: string;
        };
        /**
         * InvalidRowView
         * @description A row that was left out.
         */
        InvalidRowView: {
            /**
             * Format: uint64
             * @description Line of the file on which it begins, from 1.
             */
            line: number;
            /** @description Every rule that it breaks; `field` is the column. */
            fields: components["schemas"]["FieldProblem"][];
        };
        /** InviteAccept */
        InviteAccept: {
            /** @description Of the account, or of a new one: then at least 8 characters. Not needed by who is logged in. */
            password?: string | null;
            /** @description When given, must be the same. */
            password_confirmation?: string | null;
            /** @description For a new account. */
            first_name?: string | null;
            /** @description For a new account. */
            last_name?: string | null;
            /** @description IANA name, for a new account; `UTC` when absent. */
            time_zone?: string | null;
        };
        /**
         * InviteCheckView
         * @description What the page of the mailed link shows.
         */
        InviteCheckView: {
            /** @description Name of the organization. */
            organization: string;
            email_address: string;
            role: components["schemas"]["Role"];
            /** @description Name of who asked. */
            invited_by: string;
            /** @description The address has an account: its password is asked for, no name and no new one. */
            has_account: boolean;
            /** Format: date-time */
            expires_at: string;
        };
        /** InviteCreate */
        InviteCreate: {
            email_address: string;
            role: components["schemas"]["Role"];
            /** @description True when absent. */
            has_all_servers?: boolean | null;
            /**
             * @description Permalinks or UUIDs; counts when `has_all_servers` is false.
             * @default []
             */
            servers?: string[];
        };
        /**
         * InviteView
         * @description Somebody asked to join.
         */
        InviteView: {
            /** Format: uuid */
            uuid: string;
            email_address: string;
            role: components["schemas"]["Role"];
            /** @description False: only those in `servers`. */
            has_all_servers: boolean;
            /** @description Permalinks; empty when all. */
            servers: string[];
            /** @description Name of who asked. */
            invited_by: string;
            /** @description It can no longer be accepted; `invite_resend` renews it. */
            expired: boolean;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A mailbox, as text or in its parts. */
        Mailbox: string | components["schemas"]["MailboxParts"];
        /**
         * MailboxParts
         * @description A mailbox in its parts.
         */
        MailboxParts: {
            email: string;
            name?: string | null;
        };
        /** MeUpdate */
        MeUpdate: {
            first_name?: string;
            last_name?: string;
            /** @description IANA name. */
            time_zone?: string;
        };
        /**
         * MeView
         * @description The own account.
         */
        MeView: {
            /** Format: uuid */
            uuid: string;
            first_name: string;
            last_name: string;
            email_address: string;
            /** @description IANA name. */
            time_zone: string;
            /** @description Administrator of the whole installation. */
            admin: boolean;
            /** @description Can log in with a password, and has to name it for what is dangerous. */
            has_password: boolean;
            /** @description Is linked with the account at the OpenID provider. */
            oidc: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** MemberAdd */
        MemberAdd: {
            /** @description Of a user who exists. */
            email_address: string;
            role: components["schemas"]["Role"];
            /** @description True when absent. */
            has_all_servers?: boolean | null;
            /**
             * @description Permalinks or UUIDs; counts when `has_all_servers` is false.
             * @default []
             */
            servers?: string[];
        };
        /** MemberUpdate */
        MemberUpdate: {
            role?: components["schemas"]["Role"];
            has_all_servers?: boolean;
            /** @description Permalinks or UUIDs. */
            servers?: string[];
        };
        /** MemberView */
        MemberView: {
            user: components["schemas"]["UserView"];
            role: components["schemas"]["Role"];
            /** @description False: only those in `servers`. */
            has_all_servers: boolean;
            /** @description Permalinks; empty when the member sees all. */
            servers: string[];
            /** Format: date-time */
            created_at: string;
        };
        /**
         * MessageBatch
         * @description Messages that have nothing to do with each other.
         */
        MessageBatch: {
            /** @default each */
            mode?: components["schemas"]["BatchMode"] & unknown;
            /** @description 1 to 500, with 5,000 recipients in all. */
            messages: components["schemas"]["MessageSend"][];
        };
        /** MessageBatchView */
        MessageBatchView: {
            /** @description One per message, in their order. */
            results: components["schemas"]["BatchResultView"][];
        };
        /**
         * MessageDetailsView
         * @description One message with what belongs to it.
         */
        MessageDetailsView: {
            /**
             * Format: int64
             * @description Counted per mail server.
             */
            id: number;
            /** @description 16 letters and digits; sent along as `X-Postal-MsgID`. */
            token: string;
            scope: components["schemas"]["MessageScope"];
            status: components["schemas"]["MessageStatus"];
            /** @description Envelope recipient. */
            rcpt_to: string;
            /** @description Envelope sender; absent: the null reverse-path. */
            mail_from?: string;
            /** @description First 200 characters. */
            subject?: string;
            /** @description Without angle brackets. */
            message_id?: string;
            /** @description The first of `tags`. */
            tag?: string;
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Not to be sent before; RFC 3339.
             */
            scheduled_at?: string;
            is_held: boolean;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            hold_expires_at?: string;
            is_bounce: boolean;
            /**
             * Format: int64
             * @description The message that this one is a bounce of.
             */
            bounce_for_id?: number;
            spam_status: components["schemas"]["SpamStatus"];
            /**
             * Format: double
             * @description Sum of the spam checks; absent when it was not inspected.
             */
            spam_score?: number;
            /** @description A virus or the like was found. */
            threat: boolean;
            /** @description What was found. */
            threat_details?: string;
            /** @description Incoming mail: address of the client that handed it in. */
            client_ip?: string;
            /** @description Whether it came in over TLS; absent: not known. */
            received_with_tls?: boolean;
            /**
             * Format: int64
             * @description Of the message as accepted.
             */
            size_bytes: number;
            /** @description False once bodies and attachments are removed. */
            has_content: boolean;
            /**
             * Format: int64
             * @description Links that lead to this installation first; 0 when clicks are not tracked.
             */
            tracked_links: number;
            /**
             * Format: int64
             * @description Images that tell of opens; 0 when opens are not tracked.
             */
            tracked_images: number;
            /**
             * Format: date-time
             * @description RFC 3339. The first open by a person, as far as one can tell.
             */
            loaded_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339. The latest click by a person, as far as one can tell.
             */
            clicked_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            last_delivery_attempt_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
            /** @description Absent: it does not wait for delivery. */
            queue?: components["schemas"]["QueueEntryView"] & unknown;
            /** @description What the application proved itself with; absent: none, or it is deleted. */
            credential?: components["schemas"]["CredentialNameView"] & unknown;
            /** @description The domain that let it be sent; absent: none, or it is deleted. */
            domain?: components["schemas"]["DomainNameView"] & unknown;
            /** @description Incoming mail: the route that took it; absent: none, or it is deleted. */
            route?: components["schemas"]["RouteNameView"] & unknown;
            /** @description Incoming mail: where it goes; absent: nowhere, or the endpoint is deleted. */
            endpoint?: components["schemas"]["EndpointNameView"] & unknown;
            /** @description Incoming mail: how the client introduced itself. */
            client_helo?: string;
            /** @description Incoming mail: results of SPF, DKIM, DMARC and ARC; absent when nothing was verified. */
            verification?: Record<string, never>;
            /** @description What the scanners found, in their order. */
            spam_checks: components["schemas"]["SpamCheckView"][];
        };
        /**
         * MessageOptions
         * @description How this message is treated, where it differs from its mail server.
         */
        MessageOptions: {
            /** @description Absent: as the tracking domain says. */
            track_opens?: boolean | null;
            /** @description Absent: as the tracking domain says. */
            track_clicks?: (components["schemas"]["ClickTracking"] & unknown) | null;
            /**
             * @description Only over connections with TLS.
             * @default false
             */
            require_tls?: boolean;
            /**
             * Format: uint64
             * @description Given up after so many seconds: 60 to 432000 (five days).
             */
            expire_after_seconds?: number | null;
            /**
             * @description Goes through everything, but is not sent: for tests of an application.
             * @default false
             */
            sandbox?: boolean;
        };
        /**
         * MessagePage
         * @description One page of messages, newest first.
         */
        MessagePage: {
            items: components["schemas"]["MessageView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
            /**
             * Format: date-time
             * @description RFC 3339. Present when the search stopped here before the page was full: go on with `next_cursor`.
             */
            searched_until?: string;
        };
        /**
         * MessageReschedule
         * @description When a message is to be sent.
         */
        MessageReschedule: {
            /**
             * Format: date-time
             * @description RFC 3339, in the future, at most 30 days ahead.
             */
            send_at: string;
        };
        /** MessageRetryView */
        MessageRetryView: {
            result: components["schemas"]["RetryResult"];
        };
        /**
         * @description Direction of a message, seen from the mail server.
         * @enum {string}
         */
        MessageScope: "outgoing" | "incoming";
        /**
         * MessageSend
         * @description A message to send. At least one recipient and one body.
         */
        MessageSend: {
            /** @description At a verified domain of the mail server or its organization. */
            from: components["schemas"]["Mailbox"] & unknown;
            /**
             * @description At most 50.
             * @default []
             */
            to?: components["schemas"]["Mailbox"][];
            /**
             * @description At most 50.
             * @default []
             */
            cc?: components["schemas"]["Mailbox"][];
            /**
             * @description At most 50. Not written into the message.
             * @default []
             */
            bcc?: components["schemas"]["Mailbox"][];
            /** @default [] */
            reply_to?: components["schemas"]["Mailbox"][];
            subject?: string | null;
            text?: string | null;
            html?: string | null;
            /**
             * @description Further header fields. Those that other properties or the structure of the message decide are ignored.
             * @default {}
             */
            headers?: {
                [key: string]: string;
            };
            /** @default [] */
            attachments?: components["schemas"]["AttachmentInput"][];
            /** @description For filters and statistics; at most 255 characters. The first of `tags`. */
            tag?: string | null;
            /**
             * @description At most 10, each of 1 to 128 letters, digits, `_`, `.`, `:` and `-`.
             * @default []
             */
            tags?: string[];
            /**
             * @description At most 20 texts of 500 characters that events and webhooks repeat. Keys: 1 to 40 letters, digits, `_` and `-`.
             * @default {}
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Not to be sent before this time (RFC 3339), at most 30 days ahead.
             */
            send_at?: string | null;
            /**
             * @default {
             *       "track_opens": null,
             *       "track_clicks": null,
             *       "require_tls": false,
             *       "expire_after_seconds": null,
             *       "sandbox": false
             *     }
             */
            options?: components["schemas"]["MessageOptions"] & unknown;
            /**
             * @description Find out what is wrong with it, and send nothing.
             * @default false
             */
            validate_only?: boolean;
        };
        /**
         * MessageSendRecipientView
         * @description What was stored for one recipient.
         */
        MessageSendRecipientView: {
            address: string;
            /**
             * Format: int64
             * @description Id of the message in this mail server.
             */
            message_id: number;
            token: string;
            status: components["schemas"]["RecipientStatus"];
        };
        /**
         * MessageSendView
         * @description An accepted message.
         */
        MessageSendView: {
            /**
             * Format: int64
             * @description Id of the first recipient's message in this mail server.
             */
            id: number;
            /** @description The Message-ID without angle brackets. */
            message_id: string;
            /** @description To, cc and bcc in this order, each address once. */
            recipients: components["schemas"]["MessageSendRecipientView"][];
        };
        /**
         * @description What has become of a message.
         * @enum {string}
         */
        MessageStatus: "Pending" | "Scheduled" | "Sent" | "SoftFail" | "HardFail" | "Held" | "HoldCancelled" | "Processed" | "Bounced" | "Error" | "Cancelled";
        /**
         * MessageValidationView
         * @description A message that was looked at and not sent.
         */
        MessageValidationView: {
            /** @description Each recipient once. */
            recipients: string[];
            /**
             * Format: int64
             * @description Of the message as it would be sent.
             */
            size_bytes: number;
            suppressed: string[];
        };
        /**
         * MessageView
         * @description One message for one recipient.
         */
        MessageView: {
            /**
             * Format: int64
             * @description Counted per mail server.
             */
            id: number;
            /** @description 16 letters and digits; sent along as `X-Postal-MsgID`. */
            token: string;
            scope: components["schemas"]["MessageScope"];
            status: components["schemas"]["MessageStatus"];
            /** @description Envelope recipient. */
            rcpt_to: string;
            /** @description Envelope sender; absent: the null reverse-path. */
            mail_from?: string;
            /** @description First 200 characters. */
            subject?: string;
            /** @description Without angle brackets. */
            message_id?: string;
            /** @description The first of `tags`. */
            tag?: string;
            tags: string[];
            metadata: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Not to be sent before; RFC 3339.
             */
            scheduled_at?: string;
            is_held: boolean;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            hold_expires_at?: string;
            is_bounce: boolean;
            /**
             * Format: int64
             * @description The message that this one is a bounce of.
             */
            bounce_for_id?: number;
            spam_status: components["schemas"]["SpamStatus"];
            /**
             * Format: double
             * @description Sum of the spam checks; absent when it was not inspected.
             */
            spam_score?: number;
            /** @description A virus or the like was found. */
            threat: boolean;
            /** @description What was found. */
            threat_details?: string;
            /** @description Incoming mail: address of the client that handed it in. */
            client_ip?: string;
            /** @description Whether it came in over TLS; absent: not known. */
            received_with_tls?: boolean;
            /**
             * Format: int64
             * @description Of the message as accepted.
             */
            size_bytes: number;
            /** @description False once bodies and attachments are removed. */
            has_content: boolean;
            /**
             * Format: int64
             * @description Links that lead to this installation first; 0 when clicks are not tracked.
             */
            tracked_links: number;
            /**
             * Format: int64
             * @description Images that tell of opens; 0 when opens are not tracked.
             */
            tracked_images: number;
            /**
             * Format: date-time
             * @description RFC 3339. The first open by a person, as far as one can tell.
             */
            loaded_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339. The latest click by a person, as far as one can tell.
             */
            clicked_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            last_delivery_attempt_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
        };
        /**
         * NamedFiguresView
         * @description Outgoing mail to one domain, or with one tag.
         */
        NamedFiguresView: {
            /** @description The domain or tag. Absent: all those beyond the thousand that are told apart on a day. */
            name?: string;
            /**
             * Format: int64
             * @description Messages accepted.
             */
            outgoing: number;
            /**
             * Format: int64
             * @description Messages that a host took.
             */
            sent: number;
            /**
             * Format: int64
             * @description Attempts that failed for now.
             */
            deferred: number;
            /**
             * Format: int64
             * @description Messages that failed for good.
             */
            failed: number;
            /**
             * Format: int64
             * @description Messages that failed for good or bounced later.
             */
            bounces: number;
            /** Format: int64 */
            held: number;
            /** Format: int64 */
            complaints: number;
            /** Format: int64 */
            opens: number;
            /** Format: int64 */
            unique_opens: number;
            /** Format: int64 */
            machine_opens: number;
            /** Format: int64 */
            clicks: number;
            /** Format: int64 */
            unique_clicks: number;
            /**
             * Format: double
             * @description Bounces as per cent of the messages accepted.
             */
            bounce_rate: number;
            /**
             * Format: double
             * @description Seconds from acceptance to delivery, about: counted in seven classes. Absent: nothing was delivered.
             */
            median_delivery_seconds?: number;
            /**
             * Format: double
             * @description Seconds from acceptance to delivery.
             */
            mean_delivery_seconds?: number;
        };
        /** OrganizationCreate */
        OrganizationCreate: {
            name: string;
            /** @description `a-z`, `0-9` and `-`; made of the name when absent. */
            permalink?: string | null;
            /** @description IANA name; `UTC` when absent. */
            time_zone?: string | null;
        };
        /**
         * OrganizationStatsView
         * @description What an organization's mail servers did.
         */
        OrganizationStatsView: {
            permalink: string;
            /**
             * Format: int64
             * @description How many mail servers it has.
             */
            servers: number;
            figures: components["schemas"]["FiguresView"];
        };
        /** OrganizationUpdate */
        OrganizationUpdate: {
            name?: string;
            /** @description IANA name. */
            time_zone?: string;
        };
        /** OrganizationView */
        OrganizationView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description Short name, in URLs and SMTP user names. */
            permalink: string;
            /** @description IANA name. */
            time_zone: string;
            suspended: boolean;
            /** Format: date-time */
            suspended_at?: string;
            suspension_reason?: string;
            /** @description What the caller is in it; absent in lists. Administrators act as owners. */
            role?: components["schemas"]["Role"] & unknown;
            /** @description Who answers for it; only when it is fetched. */
            owner?: components["schemas"]["UserView"] & unknown;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * OwnSessionView
         * @description A login that goes on.
         */
        OwnSessionView: {
            /** Format: uuid */
            uuid: string;
            /** @description The one that this request came with. */
            current: boolean;
            /** @description Address of the last request. */
            ip_address?: string;
            /** @description What the browser called itself at the login. */
            user_agent?: string;
            /** @description Ends at `expires_at` however much it is used. */
            remembered: boolean;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_activity_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            created_at: string;
        };
        /** OwnerSet */
        OwnerSet: {
            /** @description UUID or e-mail address of the user. */
            user: string;
        };
        /**
         * Page_AccountView
         * @description One page of a list.
         */
        Page_AccountView: {
            items: components["schemas"]["AccountView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_ActivityView
         * @description One page of a list.
         */
        Page_ActivityView: {
            items: components["schemas"]["ActivityView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_AddressEndpointView
         * @description One page of a list.
         */
        Page_AddressEndpointView: {
            items: components["schemas"]["AddressEndpointView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_AttachmentView
         * @description One page of a list.
         */
        Page_AttachmentView: {
            items: components["schemas"]["AttachmentView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_CredentialView
         * @description One page of a list.
         */
        Page_CredentialView: {
            items: components["schemas"]["CredentialView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_DeliveryView
         * @description One page of a list.
         */
        Page_DeliveryView: {
            items: components["schemas"]["DeliveryView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_DomainView
         * @description One page of a list.
         */
        Page_DomainView: {
            items: components["schemas"]["DomainView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_EndpointOptionView
         * @description One page of a list.
         */
        Page_EndpointOptionView: {
            items: components["schemas"]["EndpointOptionView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_HeaderFieldView
         * @description One page of a list.
         */
        Page_HeaderFieldView: {
            items: components["schemas"]["HeaderFieldView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_HttpEndpointView
         * @description One page of a list.
         */
        Page_HttpEndpointView: {
            items: components["schemas"]["HttpEndpointView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_InviteView
         * @description One page of a list.
         */
        Page_InviteView: {
            items: components["schemas"]["InviteView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_MemberView
         * @description One page of a list.
         */
        Page_MemberView: {
            items: components["schemas"]["MemberView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_NamedFiguresView
         * @description One page of a list.
         */
        Page_NamedFiguresView: {
            items: components["schemas"]["NamedFiguresView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_OrganizationView
         * @description One page of a list.
         */
        Page_OrganizationView: {
            items: components["schemas"]["OrganizationView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_OwnSessionView
         * @description One page of a list.
         */
        Page_OwnSessionView: {
            items: components["schemas"]["OwnSessionView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_QueuedMessageView
         * @description One page of a list.
         */
        Page_QueuedMessageView: {
            items: components["schemas"]["QueuedMessageView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_RouteView
         * @description One page of a list.
         */
        Page_RouteView: {
            items: components["schemas"]["RouteView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_ServerView
         * @description One page of a list.
         */
        Page_ServerView: {
            items: components["schemas"]["ServerView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_SmtpEndpointView
         * @description One page of a list.
         */
        Page_SmtpEndpointView: {
            items: components["schemas"]["SmtpEndpointView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_SuppressionView
         * @description One page of a list.
         */
        Page_SuppressionView: {
            items: components["schemas"]["SuppressionView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_TokenView
         * @description One page of a list.
         */
        Page_TokenView: {
            items: components["schemas"]["TokenView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_TrackDomainView
         * @description One page of a list.
         */
        Page_TrackDomainView: {
            items: components["schemas"]["TrackDomainView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_WebhookAttemptView
         * @description One page of a list.
         */
        Page_WebhookAttemptView: {
            items: components["schemas"]["WebhookAttemptView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /**
         * Page_WebhookView
         * @description One page of a list.
         */
        Page_WebhookView: {
            items: components["schemas"]["WebhookView"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next_cursor?: string;
        };
        /** PasswordChange */
        PasswordChange: {
            current_password: string;
            /** @description At least 8 characters. */
            password: string;
            /** @description When given, must be the same. */
            password_confirmation?: string | null;
        };
        /** PasswordResetBegin */
        PasswordResetBegin: {
            email_address: string;
            /** @description Path of the page to go to afterwards, such as `/org/acme`; it comes back in the mailed link. */
            return_to?: string | null;
        };
        /** PasswordResetFinish */
        PasswordResetFinish: {
            /** @description At least 8 characters. */
            password: string;
            /** @description When given, must be the same. */
            password_confirmation?: string | null;
        };
        /**
         * PasswordResetView
         * @description A link that sets a password.
         */
        PasswordResetView: {
            /** @description Whose password it sets. */
            email_address: string;
            /** Format: date-time */
            expires_at: string;
        };
        /**
         * @description Width of one point.
         * @enum {string}
         */
        Period: "hour" | "day" | "month" | "year";
        /**
         * Problem
         * @description Problem details (RFC 9457).
         */
        Problem: {
            /** @description Stable URI of this kind of problem. */
            type: string;
            /** @description The HTTP status in words. */
            title: string;
            /**
             * Format: uint16
             * @description The HTTP status.
             */
            status: number;
            /** @description Id of the request, as in the header `X-Request-Id` and in the log. */
            instance?: string;
            /** @description Stable word for programs, such as `not_found`. */
            code: string;
            /** @description A sentence for people. */
            message: string;
            /** @description Every field that breaks a rule; empty when the problem is another. */
            fields: components["schemas"]["FieldProblem"][];
        };
        /**
         * ProcessView
         * @description A process of this installation.
         */
        ProcessView: {
            /** @description Name of its machine. */
            host: string;
            /** Format: int64 */
            pid: number;
            /** @description Such as `web,smtp,worker`. */
            roles: string[];
            version: string;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description Its last sign of life; one that is silent for a minute is taken for dead.
             */
            heartbeat_at: string;
        };
        /** @enum {string} */
        PurposeView: "verification" | "spf" | "dkim" | "return_path" | "mx" | "dmarc";
        /**
         * QueueEntryView
         * @description Place of a message in the queue.
         */
        QueueEntryView: {
            /** @description Domain of the recipient. */
            destination: string;
            /**
             * Format: date-time
             * @description RFC 3339. The next attempt is not made before.
             */
            due_at: string;
            /**
             * Format: int64
             * @description Finished attempts.
             */
            attempts: number;
            /** @description Released or retried by a person: holds no longer apply. */
            is_manual: boolean;
            /** @description A worker has taken it. */
            is_taken: boolean;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
        };
        /**
         * QueuedMessageView
         * @description A message that waits for delivery.
         */
        QueuedMessageView: {
            /** Format: int64 */
            message_id: number;
            /** @description Absent: the message is deleted. */
            message?: components["schemas"]["MessageView"] & unknown;
            /** @description Domain of the recipient. */
            destination: string;
            /**
             * Format: date-time
             * @description RFC 3339. The next attempt is not made before.
             */
            due_at: string;
            /**
             * Format: int64
             * @description Finished attempts.
             */
            attempts: number;
            /** @description Released or retried by a person: holds no longer apply. */
            is_manual: boolean;
            /** @description A worker has taken it. */
            is_taken: boolean;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            created_at: string;
        };
        /**
         * @description Type of a DNS record.
         * @enum {string}
         */
        RecordType: "TXT" | "CNAME" | "MX";
        /**
         * RecordView
         * @description One DNS record to publish.
         */
        RecordView: {
            purpose: components["schemas"]["PurposeView"];
            type: components["schemas"]["RecordType"];
            /** @description Relative to the domain; `@` is the domain itself. */
            name: string;
            full_name: string;
            value: string;
            /** @description TXT only: the value cut into strings of 255 bytes, for providers that do not do it themselves. */
            strings?: string[];
            /**
             * Format: uint32
             * @description Suggested, in seconds.
             */
            ttl: number;
            /**
             * Format: uint16
             * @description MX only.
             */
            priority?: number;
            /** @description Mail suffers without it. */
            required: boolean;
            /** @description DKIM only. */
            dkim_key?: components["schemas"]["DkimKeyStage"] & unknown;
            /** @description Since when the key is in this stage. Not for the active one. */
            dkim_key_since?: string;
            /** @description Absent before the first check. */
            status?: components["schemas"]["CheckStatus"] & unknown;
            /** @description Explains a bad status. */
            error?: string;
            /** @description What is not wrong but should be looked at. */
            warning?: string;
            /** @description What was found at the last check: values of TXT records, names, `preference name` of MX records. */
            found: string[];
            /**
             * Format: date-time
             * @description When the last look-up failed; the rest is then from before. Absent when it did not fail.
             */
            lookup_failed_at?: string;
            /** @description Why it failed. */
            lookup_error?: string;
        };
        /** RecordsView */
        RecordsView: {
            items: components["schemas"]["RecordView"][];
        };
        /**
         * Removed
         * @description How many entries were removed.
         */
        Removed: {
            /** Format: uint64 */
            removed: number;
        };
        /**
         * @description What became of a retry.
         * @enum {string}
         */
        RetryResult: "hurried" | "released" | "redelivered";
        /**
         * @description What a member may do; each role may do all that the ones before it may.
         * @enum {string}
         */
        Role: "viewer" | "support" | "developer" | "admin" | "owner";
        /** RouteCreate */
        RouteCreate: {
            /**
             * @description A local part (RFC 5321 §4.1.2) without `+`, `*` or `__returnpath__`. Compared without case. `NAME+TAG` reaches the
             *     route `NAME`.
             */
            name: string;
            /** @description UUID of a verified domain of the mail server or of its organization. Needed unless the name is `__returnpath__`. */
            domain?: string | null;
            /**
             * @description `HTTPEndpoint#UUID`, `SMTPEndpoint#UUID`, `AddressEndpoint#UUID`, `Accept`, `Hold`, `Bounce` or `Reject`. The
             *     return path goes to an HTTP endpoint only.
             */
            endpoint: string;
            /**
             * @description Selectors of further endpoints, 50 at most; blank ones are dropped. HTTP endpoints only where the name is `*`.
             * @default []
             */
            additional_endpoints?: string[];
            /** @description `Mark` when absent. */
            spam_mode?: (components["schemas"]["Treatment"] & unknown) | null;
            /** @description `Mark` when absent. */
            threat_mode?: (components["schemas"]["Treatment"] & unknown) | null;
            /** @description `Mark` when absent. */
            dmarc_mode?: (components["schemas"]["Treatment"] & unknown) | null;
        };
        /**
         * @description What becomes of mail that a route takes.
         * @enum {string}
         */
        RouteMode: "Endpoint" | "Accept" | "Hold" | "Bounce" | "Reject";
        /**
         * RouteNameView
         * @description A route by name.
         */
        RouteNameView: {
            /** Format: uuid */
            uuid: string;
            /** @description `name@domain`, or `Return Path`. */
            description: string;
        };
        /**
         * RouteUpdate
         * @description What is absent stays.
         */
        RouteUpdate: {
            name?: string;
            /** @description `null`: none, for the return path. */
            domain?: string | null;
            /** @description As in `RouteCreate`. */
            endpoint?: string;
            /** @description Takes the place of the whole list. */
            additional_endpoints?: string[];
            spam_mode?: components["schemas"]["Treatment"];
            threat_mode?: components["schemas"]["Treatment"];
            dmarc_mode?: components["schemas"]["Treatment"];
        };
        /**
         * RouteView
         * @description Which mail a mail server takes, and what becomes of it.
         */
        RouteView: {
            /** Format: uuid */
            uuid: string;
            /**
             * @description Local part, `*` for all that no other route of the domain takes, or `__returnpath__` for mail to the return path
             *     that is no bounce.
             */
            name: string;
            /** @description Absent for the return path. */
            domain?: components["schemas"]["DomainNameView"] & unknown;
            /** @description `name@domain`, or `Return Path`. */
            description: string;
            mode: components["schemas"]["RouteMode"];
            /** @description `HTTPEndpoint#UUID`, `SMTPEndpoint#UUID` or `AddressEndpoint#UUID` with the mode `Endpoint`, else the mode. */
            endpoint: string;
            /** @description Name and target of the endpoint. */
            endpoint_description?: string;
            /** @description Selectors of further endpoints, in order; each gets a message of its own. */
            additional_endpoints: string[];
            /** @description What to do with spam. */
            spam_mode: components["schemas"]["Treatment"] & unknown;
            /** @description What to do with viruses and the like. */
            threat_mode: components["schemas"]["Treatment"] & unknown;
            /** @description What to do with mail that fails DMARC. */
            dmarc_mode: components["schemas"]["Treatment"] & unknown;
            /** @description 8 letters and digits. */
            token: string;
            /** @description Mail for this address reaches the route, too: for domains whose mail is forwarded here. */
            forward_address: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** ServerCreate */
        ServerCreate: {
            name: string;
            /** @description `a-z`, `0-9` and `-`; made of the name when absent. */
            permalink?: string | null;
            /** @description `Live` when absent. */
            mode?: (components["schemas"]["ServerMode"] & unknown) | null;
        };
        /** @enum {string} */
        ServerMode: "Live" | "Development";
        /**
         * ServerStatsView
         * @description What a mail server did, and what waits in it.
         */
        ServerStatsView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            permalink: string;
            /** @description Permalink of its organization. */
            organization: string;
            figures: components["schemas"]["FiguresView"];
            /**
             * Format: int64
             * @description Messages in the queue, also those whose time has not come; counted up to 10,000.
             */
            queued: number;
            /**
             * Format: date-time
             * @description RFC 3339. When the message that has waited longest was queued. Absent: the queue is empty.
             */
            oldest_queued_at?: string;
        };
        /**
         * @description `Suspended` when the server or its organization is, else the mode.
         * @enum {string}
         */
        ServerStatus: "Live" | "Development" | "Suspended";
        /**
         * ServerUpdate
         * @description What is absent stays.
         */
        ServerUpdate: {
            name?: string;
            mode?: components["schemas"]["ServerMode"];
            /** @description `null`: `postmaster@` the domain. */
            postmaster_address?: string | null;
            /** Format: double */
            spam_threshold?: number;
            /**
             * Format: double
             * @description Greater than `spam_threshold`.
             */
            spam_failure_threshold?: number;
            /**
             * Format: double
             * @description `null`: outgoing mail is not scanned. Administrators only.
             */
            outbound_spam_threshold?: number | null;
            /**
             * Format: int64
             * @description Messages in 60 minutes; `null`: no limit. Administrators only.
             */
            send_limit?: number | null;
            /** @description Administrators only. */
            allow_sender?: boolean;
            /** @description Administrators only. */
            privacy_mode?: boolean;
            /** @description Administrators only. */
            log_smtp_data?: boolean;
            /**
             * Format: int64
             * @description `null`: kept without end. Administrators only.
             */
            message_retention_days?: number | null;
            /**
             * Format: int64
             * @description `null`: kept without end. Administrators only.
             */
            raw_message_retention_days?: number | null;
            /**
             * Format: int64
             * @description MB; `null`: no limit. Administrators only.
             */
            raw_message_retention_size?: number | null;
            suppression_enabled?: boolean;
            suppression_failures?: number;
            suppression_window_hours?: number;
            suppression_growth_factor?: number;
            suppression_days?: number | null;
            suppression_max_days?: number | null;
        };
        /** ServerView */
        ServerView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description Short name, in URLs and SMTP user names. */
            permalink: string;
            /** @description User name for SMTP: `organization/server`. */
            smtp_username: string;
            /** @description In return paths and tracking links. */
            token: string;
            mode: components["schemas"]["ServerMode"];
            status: components["schemas"]["ServerStatus"];
            /** Format: date-time */
            suspended_at?: string;
            suspension_reason?: string;
            /** @description The server itself is suspended, not only its organization. */
            suspended_itself: boolean;
            /** @description Author of bounces; absent: `postmaster@` the domain. */
            postmaster_address?: string;
            /** Format: double */
            spam_threshold: number;
            /** Format: double */
            spam_failure_threshold: number;
            /**
             * Format: double
             * @description Absent: outgoing mail is not scanned.
             */
            outbound_spam_threshold?: number;
            /**
             * Format: int64
             * @description Messages in 60 minutes; absent: no limit.
             */
            send_limit?: number;
            allow_sender: boolean;
            privacy_mode: boolean;
            log_smtp_data: boolean;
            /**
             * Format: int64
             * @description Absent: kept without end.
             */
            message_retention_days?: number;
            /**
             * Format: int64
             * @description Absent: kept without end.
             */
            raw_message_retention_days?: number;
            /**
             * Format: int64
             * @description MB; absent: no limit.
             */
            raw_message_retention_size?: number;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: double
             * @description Messages per minute over the last hour, both directions; in lists only.
             */
            message_rate?: number;
            suppression_enabled: boolean;
            suppression_failures: number;
            suppression_window_hours: number;
            suppression_growth_factor: number;
            suppression_days?: number;
            suppression_max_days?: number;
        };
        /** SessionCreate */
        SessionCreate: {
            email_address: string;
            password: string;
        };
        /**
         * SessionView
         * @description Who is logged in.
         */
        SessionView: {
            user: components["schemas"]["UserView"];
            /**
             * Format: date-time
             * @description When the session ends unless it is used; absent for a token without end.
             */
            expires_at?: string;
            /** @description The session ends at `expires_at` however much it is used ("remember me"). */
            remembered: boolean;
        };
        /** SmtpEndpointCreate */
        SmtpEndpointCreate: {
            name: string;
            /** @description Host name or IP address. */
            hostname: string;
            /**
             * Format: int64
             * @description 25 when absent, or 465 with `TLS`.
             */
            port?: number | null;
            /** @description `Auto` when absent. */
            ssl_mode?: (components["schemas"]["SslMode"] & unknown) | null;
        };
        /**
         * SmtpEndpointUpdate
         * @description What is absent stays.
         */
        SmtpEndpointUpdate: {
            name?: string;
            /** @description Host name or IP address. */
            hostname?: string;
            /**
             * Format: int64
             * @description `null`: 25, or 465 with `TLS`.
             */
            port?: number | null;
            ssl_mode?: components["schemas"]["SslMode"];
        };
        /**
         * SmtpEndpointView
         * @description A mail host that mail is passed on to.
         */
        SmtpEndpointView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description Host name or IP address. */
            hostname: string;
            /** @description `name (hostname)` */
            description: string;
            /**
             * Format: int64
             * @description Absent: 25, or 465 with `TLS`.
             */
            port?: number;
            ssl_mode: components["schemas"]["SslMode"];
            /**
             * Format: int64
             * @description Routes that use it, first or as a further endpoint.
             */
            routes_count: number;
            /**
             * Format: date-time
             * @description When mail last went there; to the minute.
             */
            last_used_at?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * SpamCheckView
         * @description One rule of a scanner that matched.
         */
        SpamCheckView: {
            code: string;
            /**
             * Format: double
             * @description Positive: looks like spam. Negative: looks like other mail.
             */
            score: number;
            description?: string;
        };
        /**
         * @description What inspection for spam said of a message.
         * @enum {string}
         */
        SpamStatus: "NotChecked" | "Spam" | "NotSpam";
        /**
         * @description TLS towards an SMTP endpoint.
         * @enum {string}
         */
        SslMode: "None" | "Auto" | "STARTTLS" | "TLS";
        /**
         * @description What a list of domains or tags is sorted by, the most first.
         * @enum {string}
         */
        StatisticsOrder: "outgoing" | "sent" | "deferred" | "failed" | "bounces" | "held" | "complaints" | "opens" | "unique_opens" | "clicks" | "unique_clicks";
        /**
         * StatsView
         * @description The installation as a whole.
         */
        StatsView: {
            /** @description Since the beginning. */
            total: components["schemas"]["FiguresView"] & unknown;
            /** @description Of the time that was asked for. */
            recent: components["schemas"]["FiguresView"] & unknown;
            /** @description Those with the most mail first. */
            organizations: components["schemas"]["OrganizationStatsView"][];
            /** @description Those with the most mail first. */
            servers: components["schemas"]["ServerStatsView"][];
            processes: components["schemas"]["ProcessView"][];
        };
        /** SuppressionCreate */
        SuppressionCreate: {
            /** @description An address, or `@` and a domain for all addresses in it; case does not matter. */
            address: string;
            /** @description `manual` when absent. */
            kind?: (components["schemas"]["SuppressionKind"] & unknown) | null;
            /** @description Stands in the record of messages that are held because of it. */
            reason?: string | null;
            /** @description For yourselves, up to 1,000 characters. */
            note?: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, in the future. Absent or `null`: without end.
             */
            keep_until?: string | null;
        };
        /**
         * SuppressionDeleteMany
         * @description Which entries to remove: these addresses, or all that fulfil every condition.
         */
        SuppressionDeleteMany: {
            /** @description Up to 1,000 addresses. */
            addresses?: string[] | null;
            /** @description Beginning of the address; case does not matter. */
            prefix?: string | null;
            kind?: components["schemas"]["SuppressionKind"] | null;
            state?: components["schemas"]["SuppressionState"] | null;
            /** @description Empty the whole list; only without other conditions. */
            all?: boolean | null;
        };
        /**
         * @description Why an address is on the list.
         * @enum {string}
         */
        SuppressionKind: "bounce" | "complaint" | "unsubscribe" | "manual";
        /**
         * @description Whether an entry keeps mail back.
         * @enum {string}
         */
        SuppressionState: "live" | "expired";
        /**
         * SuppressionView
         * @description An address, or a domain, that is not sent to.
         */
        SuppressionView: {
            /** @description An address, or `@` and a domain for all addresses in it. */
            address: string;
            kind: components["schemas"]["SuppressionKind"];
            reason: string;
            note?: string;
            /**
             * Format: int64
             * @description The message because of which it was added.
             */
            message_id?: number;
            /**
             * Format: date-time
             * @description RFC 3339. First added.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339. Absent: without end.
             */
            keep_until?: string;
            /** @description Its time is over; it keeps nothing back. */
            is_expired: boolean;
            list: components["schemas"]["SuppressionList"];
        };
        /**
         * Suspend
         * @description Why mail is refused from now on.
         */
        Suspend: {
            reason: string;
        };
        /** TimeZoneList */
        TimeZoneList: {
            /** @description All of them, by name. */
            items: components["schemas"]["TimeZoneView"][];
        };
        /** TimeZoneView */
        TimeZoneView: {
            /** @description IANA name. */
            name: string;
        };
        /** TokenCreate */
        TokenCreate: {
            name: string;
            /** @description Such as `messages:send`; absent: everything that the owner may do. */
            scopes?: ("organizations:read" | "organizations:write" | "servers:read" | "servers:write" | "domains:read" | "domains:write" | "credentials:read" | "credentials:write" | "routes:read" | "routes:write" | "webhooks:read" | "webhooks:write" | "suppressions:read" | "suppressions:write" | "messages:read" | "messages:write" | "messages:content" | "messages:send" | "users:read" | "users:write" | "ip_pools:read" | "ip_pools:write" | "audit:read" | "audit:write" | "stats:read")[] | null;
            /** @description Permalinks or UUIDs; absent: all organizations of the owner. */
            organizations?: string[] | null;
            /** @description `organization/server`, each by permalink or UUID; absent: all mail servers. */
            servers?: string[] | null;
            /** @description Addresses or networks that it may be used from; absent: anywhere. */
            networks?: string[] | null;
            /**
             * Format: date-time
             * @description RFC 3339; absent: never.
             */
            expires_at?: string | null;
        };
        /** TokenCreated */
        TokenCreated: {
            /** @description The token itself. It is not stored and cannot be shown again. */
            token: string;
            /** Format: uuid */
            uuid: string;
            name: string;
            prefix: string;
            scopes?: ("organizations:read" | "organizations:write" | "servers:read" | "servers:write" | "domains:read" | "domains:write" | "credentials:read" | "credentials:write" | "routes:read" | "routes:write" | "webhooks:read" | "webhooks:write" | "suppressions:read" | "suppressions:write" | "messages:read" | "messages:write" | "messages:content" | "messages:send" | "users:read" | "users:write" | "ip_pools:read" | "ip_pools:write" | "audit:read" | "audit:write" | "stats:read")[];
            organizations?: string[];
            servers?: string[];
            networks?: string[];
            /** Format: date-time */
            expires_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        /** TokenView */
        TokenView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description First characters of the token. */
            prefix: string;
            /** @description Absent: everything that its owner may do. */
            scopes?: ("organizations:read" | "organizations:write" | "servers:read" | "servers:write" | "domains:read" | "domains:write" | "credentials:read" | "credentials:write" | "routes:read" | "routes:write" | "webhooks:read" | "webhooks:write" | "suppressions:read" | "suppressions:write" | "messages:read" | "messages:write" | "messages:content" | "messages:send" | "users:read" | "users:write" | "ip_pools:read" | "ip_pools:write" | "audit:read" | "audit:write" | "stats:read")[];
            /** @description Permalinks; absent: all of its owner. */
            organizations?: string[];
            /** @description `organization/server`; absent: all mail servers. */
            servers?: string[];
            /** @description Where it may be used from; absent: anywhere. */
            networks?: string[];
            /** Format: date-time */
            expires_at?: string;
            /** Format: date-time */
            last_used_at?: string;
            /** Format: date-time */
            created_at: string;
        };
        /** TrackDomainCreate */
        TrackDomainCreate: {
            /** @description One label: letters, digits and hyphens. */
            name: string;
            /** @description UUID or name of a domain of the mail server or of its organization; one track domain for each. */
            domain: string;
            /** @description Links begin with `https://`; yes when absent. */
            ssl_enabled?: boolean | null;
            /** @description Yes when absent. */
            track_clicks?: boolean | null;
            /** @description Yes when absent. */
            track_loads?: boolean | null;
            /** @description Hosts whose links stay as they are. */
            excluded_click_domains?: string[] | null;
        };
        /**
         * TrackDomainUpdate
         * @description What is absent stays.
         */
        TrackDomainUpdate: {
            /** @description Links begin with `https://`. */
            ssl_enabled?: boolean;
            /** @description Replace links, so that clicks become known. */
            track_clicks?: boolean;
            /** @description Add an image to HTML, so that opens become known. */
            track_loads?: boolean;
            /** @description Hosts whose links stay as they are. */
            excluded_click_domains?: string[];
        };
        /**
         * TrackDomainView
         * @description A name under a sending domain that tracked links lead to.
         */
        TrackDomainView: {
            /** Format: uuid */
            uuid: string;
            /** @description The label before the domain. */
            name: string;
            /** @description Name of the sending domain. */
            domain: string;
            /** @description UUID of the sending domain. */
            domain_uuid: string;
            /** @description `name` and `domain`: what links lead to, and where the CNAME record belongs. */
            full_name: string;
            /** @description Links begin with `https://`. */
            ssl_enabled: boolean;
            /** @description Links are replaced, so that clicks become known. */
            track_clicks: boolean;
            /** @description An image is added to HTML, so that opens become known. */
            track_loads: boolean;
            /** @description Hosts whose links stay as they are, with their port where one is written. */
            excluded_click_domains: string[];
            /** @description Of the CNAME record; absent before the first check. Mail is tracked only while it is `OK`. */
            dns_status?: components["schemas"]["CheckStatus"] & unknown;
            /** @description Explains a bad status, or says that the last look-up failed. */
            dns_error?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             */
            dns_checked_at?: string;
            /** @description What the CNAME record at `full_name` has to point to. */
            cname_target: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description What a route does with mail that inspection or sender authentication objects to.
         * @enum {string}
         */
        Treatment: "Mark" | "Quarantine" | "Fail";
        /** UserCreate */
        UserCreate: {
            email_address: string;
            first_name: string;
            last_name: string;
            /** @description At least 8 characters; may be left out where users log in through OpenID. */
            password?: string | null;
            /** @description When given, must be the same. */
            password_confirmation?: string | null;
            /** @description IANA name; `UTC` when absent. */
            time_zone?: string | null;
            /** @description False when absent. */
            admin?: boolean | null;
            /**
             * @description UUIDs or permalinks. The user becomes a developer in them.
             * @default []
             */
            organization_ids?: string[];
        };
        /**
         * UserOrganizationView
         * @description An organization that a user is a member of.
         */
        UserOrganizationView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            permalink: string;
            role: components["schemas"]["Role"];
            /** @description False: only some of its mail servers. */
            has_all_servers: boolean;
        };
        /** UserOrganizationsSet */
        UserOrganizationsSet: {
            /** @description UUIDs or permalinks; exactly these. */
            organization_ids: string[];
            /** @description In those that are new; `developer` when absent. */
            role?: (components["schemas"]["Role"] & unknown) | null;
        };
        /** UserUpdate */
        UserUpdate: {
            email_address?: string;
            first_name?: string;
            last_name?: string;
            /** @description IANA name. */
            time_zone?: string;
            /** @description Cannot be changed by yourself. */
            admin?: boolean;
            /** @description UUIDs or permalinks, as in `user_set_organizations`. */
            organization_ids?: string[];
        };
        /**
         * UserView
         * @description A person who can log in.
         */
        UserView: {
            /** Format: uuid */
            uuid: string;
            first_name: string;
            last_name: string;
            email_address: string;
            /** @description IANA name. */
            time_zone: string;
            /** @description Administrator of the whole installation. */
            admin: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        VerificationMethod: "DNS" | "Email";
        /** VerifyEmailConfirm */
        VerifyEmailConfirm: {
            /** @description The eight digits of the last mail. */
            code: string;
        };
        /** VerifyEmailSend */
        VerifyEmailSend: {
            /** @description One of the domain's `verify_email_addresses`. */
            address: string;
        };
        /**
         * VerifyEmailSent
         * @description A code is on its way.
         */
        VerifyEmailSent: {
            address: string;
            /**
             * Format: date-time
             * @description Until when the code is valid.
             */
            expires_at: string;
        };
        /**
         * WebhookAttemptDetail
         * @description One attempt with what was answered.
         */
        WebhookAttemptDetail: {
            /**
             * Format: int64
             * @description Counts per mail server.
             */
            id: number;
            /** @description UUID of the request; all attempts share it. */
            request_uuid: string;
            /** @description Absent: the webhook is deleted. */
            webhook_uuid?: string;
            /** @description Without password. */
            url: string;
            event: string;
            format: components["schemas"]["WebhookFormat"];
            /**
             * Format: int64
             * @description Absent: the event is about no message.
             */
            message_id?: number;
            /**
             * Format: int64
             * @description Counts from 1.
             */
            attempt: number;
            /**
             * Format: int64
             * @description Of HTTP. −1: time-out, −2: no connection, −3: TLS, −4: a destination that is not permitted.
             */
            status_code: number;
            success: boolean;
            will_retry: boolean;
            /** Format: int64 */
            duration_ms: number;
            /**
             * Format: date-time
             * @description When the event happened.
             */
            event_at: string;
            /** Format: date-time */
            created_at: string;
            /** @description Of the response, at most 64 KiB, or what went wrong. */
            body: string;
        };
        /**
         * WebhookAttemptView
         * @description One attempt.
         */
        WebhookAttemptView: {
            /**
             * Format: int64
             * @description Counts per mail server.
             */
            id: number;
            /** @description UUID of the request; all attempts share it. */
            request_uuid: string;
            /** @description Absent: the webhook is deleted. */
            webhook_uuid?: string;
            /** @description Without password. */
            url: string;
            event: string;
            format: components["schemas"]["WebhookFormat"];
            /**
             * Format: int64
             * @description Absent: the event is about no message.
             */
            message_id?: number;
            /**
             * Format: int64
             * @description Counts from 1.
             */
            attempt: number;
            /**
             * Format: int64
             * @description Of HTTP. −1: time-out, −2: no connection, −3: TLS, −4: a destination that is not permitted.
             */
            status_code: number;
            success: boolean;
            will_retry: boolean;
            /** Format: int64 */
            duration_ms: number;
            /**
             * Format: date-time
             * @description When the event happened.
             */
            event_at: string;
            /** Format: date-time */
            created_at: string;
        };
        /** WebhookCreate */
        WebhookCreate: {
            name: string;
            /**
             * @description `http` or `https`, without fragment, 1000 characters at most; user name and password in it become HTTP Basic
             *     authentication. Private addresses are refused unless `postal.allowed_request_destinations` names them.
             */
            url: string;
            /** @description True when absent. */
            enabled?: boolean | null;
            /** @description True when absent, unless `events` are given. */
            all_events?: boolean | null;
            /**
             * @description Names of `webhook_events`, of either form. At least one without `all_events`; not heeded with it.
             * @default []
             */
            events?: string[];
            /** @description `legacy` when absent. */
            format?: (components["schemas"]["WebhookFormat"] & unknown) | null;
            /** @description When absent: true with the format `legacy`, else false. */
            sign_sha1?: boolean | null;
            /**
             * @description At most 20.
             * @default []
             */
            headers?: components["schemas"]["WebhookHeader"][];
        };
        /**
         * WebhookCreated
         * @description A new webhook and the secret of its signatures.
         */
        WebhookCreated: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description A password in it is shown as `***`. Sent back like that, it stays as it is. */
            url: string;
            enabled: boolean;
            /** @description With the format `legacy` the ten events of Postal 3, with `v2` all there are. */
            all_events: boolean;
            /** @description Chosen events, by the names of the format; empty with `all_events`. */
            events: string[];
            format: components["schemas"]["WebhookFormat"];
            /** @description Requests carry `X-Postal-Signature` (RSA with SHA-1) besides the other signatures. */
            sign_sha1: boolean;
            /** @description Names of the custom header fields. `webhook_reveal_secret` shows their values. */
            header_names: string[];
            /**
             * Format: date-time
             * @description Until then the secret before signs too.
             */
            previous_secret_until?: string;
            /**
             * Format: date-time
             * @description The last success; to the minute.
             */
            last_used_at?: string;
            /** @description Since then there were only failures. */
            failing_since?: string;
            /** Format: date-time */
            last_failure_at?: string;
            /** @description What went wrong the last time. */
            last_failure?: string;
            /**
             * Format: date-time
             * @description When Postal itself disabled it. What was not delivered waits for ten days, until it is enabled again.
             */
            disabled_at?: string;
            disabled_reason?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Key of the signatures of Standard Webhooks; `webhook_reveal_secret` shows it again. */
            secret: string;
        };
        /**
         * WebhookEventList
         * @description All events, in order.
         */
        WebhookEventList: {
            items: components["schemas"]["WebhookEventView"][];
        };
        /**
         * WebhookEventView
         * @description An event that a webhook can be told of.
         */
        WebhookEventView: {
            /** @description In the format `v2`. */
            name: string;
            /** @description In the format `legacy`; the other name where this is absent. */
            legacy_name?: string;
            /** @description Part of "all events" of the format `legacy`. */
            postal_3: boolean;
            description: string;
        };
        /**
         * @description What the body of a request looks like.
         * @enum {string}
         */
        WebhookFormat: "legacy" | "v2";
        /**
         * WebhookHeader
         * @description A header field of one's own.
         */
        WebhookHeader: {
            /** @description Not one that requests have anyway. */
            name: string;
            /** @description Printable ASCII characters. */
            value: string;
        };
        /** WebhookReplay */
        WebhookReplay: {
            /** @description UUID of a webhook; absent: all that are enabled. */
            webhook?: string | null;
            /**
             * Format: date-time
             * @description RFC 3339: requests whose last attempt was at this time or later.
             */
            since: string;
            /**
             * Format: date-time
             * @description RFC 3339: and before this one.
             */
            until?: string | null;
        };
        /** WebhookReplayed */
        WebhookReplayed: {
            /**
             * Format: uint64
             * @description How many requests are sent again.
             */
            requests: number;
            /** @description The same call again sends more. */
            has_more: boolean;
        };
        /**
         * WebhookRequestView
         * @description A request with all its attempts.
         */
        WebhookRequestView: {
            /** Format: uuid */
            uuid: string;
            event: string;
            format: components["schemas"]["WebhookFormat"];
            /** @description `payload` or `data` of the body. */
            payload: unknown;
            /**
             * Format: date-time
             * @description When the event happened.
             */
            event_at: string;
            /** @description Oldest first. */
            attempts: components["schemas"]["WebhookAttemptDetail"][];
        };
        /**
         * WebhookSecrets
         * @description What a webhook keeps to itself.
         */
        WebhookSecrets: {
            /** @description Key of the signatures of Standard Webhooks: `whsec_` and base64. */
            secret: string;
            /** @description The secret before, while it signs too. */
            previous_secret?: string;
            /** Format: date-time */
            previous_secret_until?: string;
            /** @description With password. */
            url: string;
            headers: components["schemas"]["WebhookHeader"][];
        };
        /** WebhookTest */
        WebhookTest: {
            /** @description Name of an event, of either form. */
            event: string;
        };
        /**
         * WebhookTestResult
         * @description What came back.
         */
        WebhookTestResult: {
            /**
             * Format: uuid
             * @description Of the request, as in the history.
             */
            uuid: string;
            success: boolean;
            /**
             * Format: int64
             * @description Of HTTP. −1: time-out, −2: no connection, −3: TLS, −4: a destination that is not permitted.
             */
            status_code: number;
            /** @description Of the response, or what went wrong. */
            body: string;
            /** Format: int64 */
            duration_ms: number;
        };
        /**
         * WebhookUpdate
         * @description What is absent stays.
         */
        WebhookUpdate: {
            name?: string;
            /** @description As in `WebhookCreate`. */
            url?: string;
            /** @description Enabling one that Postal disabled sends what has waited. */
            enabled?: boolean;
            all_events?: boolean;
            /** @description All that are wanted from now on. */
            events?: string[];
            /** @description Requests that wait keep their format. */
            format?: components["schemas"]["WebhookFormat"] & unknown;
            sign_sha1?: boolean;
            /** @description All that are sent from now on. */
            headers?: components["schemas"]["WebhookHeader"][];
        };
        /**
         * WebhookView
         * @description A program that is told what happens.
         */
        WebhookView: {
            /** Format: uuid */
            uuid: string;
            name: string;
            /** @description A password in it is shown as `***`. Sent back like that, it stays as it is. */
            url: string;
            enabled: boolean;
            /** @description With the format `legacy` the ten events of Postal 3, with `v2` all there are. */
            all_events: boolean;
            /** @description Chosen events, by the names of the format; empty with `all_events`. */
            events: string[];
            format: components["schemas"]["WebhookFormat"];
            /** @description Requests carry `X-Postal-Signature` (RSA with SHA-1) besides the other signatures. */
            sign_sha1: boolean;
            /** @description Names of the custom header fields. `webhook_reveal_secret` shows their values. */
            header_names: string[];
            /**
             * Format: date-time
             * @description Until then the secret before signs too.
             */
            previous_secret_until?: string;
            /**
             * Format: date-time
             * @description The last success; to the minute.
             */
            last_used_at?: string;
            /** @description Since then there were only failures. */
            failing_since?: string;
            /** Format: date-time */
            last_failure_at?: string;
            /** @description What went wrong the last time. */
            last_failure?: string;
            /**
             * Format: date-time
             * @description When Postal itself disabled it. What was not delivered waits for ten days, until it is enabled again.
             */
            disabled_at?: string;
            disabled_reason?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        SuppressionList: "server" | "organization";
        /** @enum {string} */
        RecipientStatus: "queued" | "suppressed";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    client_ip: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ClientIpView"];
                };
            };
        };
    };
    time_zone_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TimeZoneList"];
                };
            };
        };
    };
    info_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["InfoView"];
                };
            };
        };
    };
    session_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SessionView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email_address": "ada@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["SessionCreate"];
            };
        };
        responses: {
            /** @description The cookie holds the session. */
            201: {
                headers: {
                    "SET-COOKIE": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SessionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts; `Retry-After` says when to come back, in seconds. */
            429: {
                headers: {
                    "RETRY-AFTER": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    "SET-COOKIE": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_persist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cookie holds the session. */
            201: {
                headers: {
                    "SET-COOKIE": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SessionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    password_reset_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["PasswordResetBegin"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts; `Retry-After` says when to come back, in seconds. */
            429: {
                headers: {
                    "RETRY-AFTER": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    password_reset_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Secret of the mailed link. */
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["PasswordResetView"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    password_reset_finish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Secret of the mailed link. */
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["PasswordResetFinish"];
            };
        };
        responses: {
            /** @description The cookie holds the session. */
            201: {
                headers: {
                    "SET-COOKIE": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SessionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MeView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["MeUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MeView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    password_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts; `Retry-After` says when to come back, in seconds. */
            429: {
                headers: {
                    "RETRY-AFTER": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["EmailChange"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts; `Retry-After` says when to come back, in seconds. */
            429: {
                headers: {
                    "RETRY-AFTER": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    email_change_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Secret of the mailed link. */
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_session_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_OwnSessionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_session_end_others: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    own_session_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    token_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_TokenView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    token_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Deployment",
                 *       "scopes": [
                 *         "messages:send",
                 *         "messages:read"
                 *       ]
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["TokenCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TokenCreated"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    token_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_AccountView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["UserCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AccountView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AccountView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["UserUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AccountView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_set_organizations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["UserOrganizationsSet"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AccountView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_send_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    user_end_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Example Ltd",
                 *       "permalink": "example"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["OrganizationCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_delete: {
        parameters: {
            query?: {
                /** @description The name, typed again, when there is no body. */
                confirm?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "confirm": "Example Ltd"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["DeleteConfirm"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["OrganizationUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_set_owner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["OwnerSet"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Complaints about newsletters"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["Suspend"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_unsuspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_MemberView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email_address": "grace@example.com",
                 *       "role": "developer"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["MemberAdd"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MemberView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    member_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID of the user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["MemberUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MemberView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_InviteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["InviteCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["InviteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_resend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["InviteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Secret of the mailed link. */
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["InviteCheckView"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Secret of the mailed link. */
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["InviteAccept"];
            };
        };
        responses: {
            /** @description A member now. Who was not logged in is: the cookie holds the session. */
            200: {
                headers: {
                    "SET-COOKIE"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["OrganizationView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many attempts; `Retry-After` says when to come back, in seconds. */
            429: {
                headers: {
                    "RETRY-AFTER": number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_ServerView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Newsletter",
                 *       "mode": "Live"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["ServerCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ServerView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ServerView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_delete: {
        parameters: {
            query?: {
                /** @description The name, typed again, when there is no body. */
                confirm?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "confirm": "Newsletter"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["DeleteConfirm"];
            };
        };
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "send_limit": 1000,
                 *       "postmaster_address": null
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["ServerUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ServerView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_suspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Complaints about newsletters"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["Suspend"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ServerView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_unsuspend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ServerView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_header: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["HeaderView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "example.com"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["DomainCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["DomainUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_records: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_verify_dns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "example.com"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["DomainCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["DomainUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_records: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_verify_dns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_TrackDomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["TrackDomainCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TrackDomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TrackDomainView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["TrackDomainUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TrackDomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TrackDomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    track_domain_toggle_ssl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["TrackDomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_verify_email_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["VerifyEmailSend"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["VerifyEmailSent"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_verify_email_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["VerifyEmailConfirm"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_verify_email_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["VerifyEmailSend"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["VerifyEmailSent"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_verify_email_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["VerifyEmailConfirm"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["DomainView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_dkim_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_dkim_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["DkimImport"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_dkim_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    domain_zone_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The zone file. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_dkim_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_dkim_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["DkimImport"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RecordsView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_dkim_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_domain_zone_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description UUID or name of the domain. */
                domain: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The zone file. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_CredentialView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "API",
                 *       "name": "Web shop"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["CredentialCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["CredentialCreated"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["CredentialView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["CredentialUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["CredentialView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credential_reveal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["CredentialKey"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_RouteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "support",
                 *       "domain": "5f0a3f0e-58b1-4f6e-9d0c-2d4f1c9b7a11",
                 *       "endpoint": "HTTPEndpoint#0c6f7a52-8c1e-4c54-9a51-0d3c1d6b2f90",
                 *       "spam_mode": "Quarantine"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["RouteCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RouteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_endpoint_options: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_EndpointOptionView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RouteView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["RouteUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["RouteView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    http_endpoint_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_HttpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    http_endpoint_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Helpdesk",
                 *       "url": "https://helpdesk.example.com/mail"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["HttpEndpointCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["HttpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    http_endpoint_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["HttpEndpointView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    http_endpoint_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["EndpointDeleted"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    http_endpoint_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["HttpEndpointUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["HttpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    smtp_endpoint_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_SmtpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    smtp_endpoint_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Office",
                 *       "hostname": "mail.example.com",
                 *       "ssl_mode": "STARTTLS"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["SmtpEndpointCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SmtpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    smtp_endpoint_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SmtpEndpointView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    smtp_endpoint_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["EndpointDeleted"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    smtp_endpoint_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["SmtpEndpointUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SmtpEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    address_endpoint_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_AddressEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    address_endpoint_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address": "grace@example.net"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["AddressEndpointCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AddressEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    address_endpoint_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AddressEndpointView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    address_endpoint_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["EndpointDeleted"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    address_endpoint_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["AddressEndpointUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["AddressEndpointView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_list: {
        parameters: {
            query?: {
                /** @description Direction of the messages. */
                scope?: components["schemas"]["MessageScope"];
                /** @description Any of these; may be repeated. */
                status?: components["schemas"]["MessageStatus"][];
                /** @description Whether it waits for a person. */
                held?: boolean;
                /** @description Whether inspection called it spam. Mail that was not inspected is no spam. */
                spam?: boolean;
                /** @description Whether a virus or the like was found. */
                threat?: boolean;
                /** @description Whether it is a bounce. */
                bounce?: boolean;
                /** @description UUID of the route that took it. */
                route?: string;
                /** @description Envelope recipient. */
                to?: string;
                /** @description Envelope sender. */
                from?: string;
                /** @description Tag of the message. */
                tag?: string;
                /** @description Token of the message. */
                token?: string;
                /** @description With or without angle brackets. Finds messages of both scopes. */
                message_id?: string;
                /** @description Part of the subject. */
                subject?: string;
                /** @description Received strictly before this time (RFC 3339). */
                before?: string;
                /** @description Received strictly after this time (RFC 3339). */
                after?: string;
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                to_domain?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessagePage"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_send: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, 1 to 256 characters: within 24 hours, a repeated request with the same key and body is not
                 *     carried out again but answered as the first.
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": {
                 *         "email": "shop@example.com",
                 *         "name": "Example Shop"
                 *       },
                 *       "to": [
                 *         "Grace <grace@example.net>"
                 *       ],
                 *       "subject": "Your order",
                 *       "text": "Thank you.",
                 *       "tag": "orders"
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["MessageSend"];
            };
        };
        responses: {
            /** @description With `validate_only`: nothing is wrong with it, and nothing was sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageValidationView"];
                };
            };
            /** @description Stored and queued, one message per recipient. */
            202: {
                headers: {
                    /** @description `true`: an earlier request with the same `Idempotency-Key` was answered so. */
                    "IDEMPOTENT-REPLAYED"?: boolean;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageSendView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_held: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessagePage"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageDetailsView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_DeliveryView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageRetryView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_cancel_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_remove_from_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_raw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, to be saved as a file. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    /** @description `nosniff` */
                    "X-CONTENT-TYPE-OPTIONS": string;
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_plain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The body, decoded to UTF-8. */
            200: {
                headers: {
                    /** @description `nosniff` */
                    "X-CONTENT-TYPE-OPTIONS": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_html: {
        parameters: {
            query?: {
                /** @description Let the page load remote images and fonts. */
                remote_images?: boolean;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The body, decoded to UTF-8, for a frame without rights. */
            200: {
                headers: {
                    /** @description No scripts, no forms, and remote images only when asked for. */
                    "CONTENT-SECURITY-POLICY": string;
                    /** @description `nosniff` */
                    "X-CONTENT-TYPE-OPTIONS": string;
                    /** @description `no-referrer` */
                    "REFERRER-POLICY": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_headers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_HeaderFieldView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_attachments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_AttachmentView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
                /** @description Place in the list of attachments, from 0. */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The decoded attachment, to be saved as a file. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    /** @description `nosniff` */
                    "X-CONTENT-TYPE-OPTIONS": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_activity: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_ActivityView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_send_raw: {
        parameters: {
            query?: {
                /** @description Envelope sender; required. */
                from?: string;
                /** @description Envelope recipients; may be repeated. */
                to?: string[];
                /** @description May be repeated, at most 10. Without it the field `X-Postal-Tag` counts. */
                tag?: string[];
                /** @description Not to be sent before (RFC 3339), at most 30 days ahead. */
                send_at?: string;
                /** @description Find out what is wrong with it, and send nothing. */
                validate_only?: boolean;
            };
            header?: {
                /** @description As for `message_send`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        /** @description A complete message. */
        requestBody: {
            content: {
                "message/rfc822": string;
            };
        };
        responses: {
            /** @description With `validate_only`: nothing is wrong with it, and nothing was sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageValidationView"];
                };
            };
            /** @description Stored and queued, one message per recipient. */
            202: {
                headers: {
                    /** @description `true`: an earlier request with the same `Idempotency-Key` was answered so. */
                    "IDEMPOTENT-REPLAYED"?: boolean;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageSendView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_send_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description As for `message_send`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["MessageBatch"];
            };
        };
        responses: {
            /** @description Looked at; each result says what became of its message. */
            200: {
                headers: {
                    /** @description `true`: an earlier request with the same `Idempotency-Key` was answered so. */
                    "IDEMPOTENT-REPLAYED"?: boolean;
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageBatchView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedule_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessagePage"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_unschedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    message_reschedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description Id of the message in this mail server. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["MessageReschedule"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["MessageView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    queue_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_QueuedMessageView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_list: {
        parameters: {
            query?: {
                /** @description Beginning of the address, or all of it; case does not matter. */
                prefix?: string;
                /** @description Only entries of this kind. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Only entries that keep mail back, or only expired ones. */
                state?: components["schemas"]["SuppressionState"];
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                list?: components["schemas"]["SuppressionList"];
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_SuppressionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address": "ada@example.net",
                 *       "reason": "asked by phone",
                 *       "keep_until": null
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["SuppressionCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SuppressionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description The address, or `@` and a domain, percent-encoded; case does not matter. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SuppressionView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description The address, or `@` and a domain, percent-encoded; case does not matter. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_delete_many: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["SuppressionDeleteMany"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Removed"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_import: {
        parameters: {
            query?: {
                /** @description Only count, and change nothing. */
                dry_run?: boolean;
                /** @description Which column of a CSV file holds what, where the header has other names: `address=Email,reason=Why`. */
                columns?: string;
                /** @description Kind of the entries; `manual` when absent. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Reason of the entries. */
                reason?: string;
                /** @description Note on the entries. */
                note?: string;
                /** @description End of the entries (RFC 3339); without end when absent. */
                keep_until?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        /** @description A file of entries. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ImportView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppression_export: {
        parameters: {
            query?: {
                /** @description `csv` when absent. */
                format?: components["schemas"]["FileFormat"];
                /** @description Beginning of the address, or all of it; case does not matter. */
                prefix?: string;
                /** @description Only entries of this kind. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Only entries that keep mail back, or only expired ones. */
                state?: components["schemas"]["SuppressionState"];
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One object per line. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_graph: {
        parameters: {
            query?: {
                /** @description Width of one point. */
                period?: components["schemas"]["Period"];
                /** @description The first point contains this time (RFC 3339). */
                since?: string;
                /** @description The last point begins before this time (RFC 3339); now when absent. */
                until?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["GraphView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_statistics_domains: {
        parameters: {
            query?: {
                /** @description The first day contains this time (RFC 3339); 30 days when absent. */
                since?: string;
                /** @description The last day begins before this time (RFC 3339); now when absent. */
                until?: string;
                /** @description What to sort by; `outgoing` when absent. */
                order?: components["schemas"]["StatisticsOrder"];
                /** @description 1 to 100. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_NamedFiguresView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_statistics_tags: {
        parameters: {
            query?: {
                /** @description The first day contains this time (RFC 3339); 30 days when absent. */
                since?: string;
                /** @description The last day begins before this time (RFC 3339); now when absent. */
                until?: string;
                /** @description What to sort by; `outgoing` when absent. */
                order?: components["schemas"]["StatisticsOrder"];
                /** @description 1 to 100. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_NamedFiguresView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stats_get: {
        parameters: {
            query?: {
                /** @description How many hours back, besides the running one: 1 to 744; 24 when absent. */
                hours?: number;
                /** @description How many organizations and mail servers, 1 to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["StatsView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_list: {
        parameters: {
            query?: {
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_WebhookView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["WebhookCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookCreated"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookEventList"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["WebhookUpdate"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_reveal_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookSecrets"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_rotate_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookSecrets"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the object. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["WebhookTest"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookTestResult"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_history_list: {
        parameters: {
            query?: {
                /** @description UUID of a webhook. */
                webhook?: string;
                /** @description Name of an event, of either form. */
                event?: string;
                /** @description Only successes, or only failures. */
                success?: boolean;
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_WebhookAttemptView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_history_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the request. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookRequestView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
                /** @description UUID of the request. */
                uuid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook_replay_failed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["WebhookReplayed"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the object does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_list: {
        parameters: {
            query?: {
                /** @description Beginning of the address, or all of it; case does not matter. */
                prefix?: string;
                /** @description Only entries of this kind. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Only entries that keep mail back, or only expired ones. */
                state?: components["schemas"]["SuppressionState"];
                /** @description 1 to 100. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_SuppressionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address": "ada@example.net",
                 *       "reason": "asked by phone",
                 *       "keep_until": null
                 *     }
                 */
                "application/json; charset=utf-8": components["schemas"]["SuppressionCreate"];
            };
        };
        responses: {
            /** @description It exists now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SuppressionView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description The address, or `@` and a domain, percent-encoded; case does not matter. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["SuppressionView"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description The address, or `@` and a domain, percent-encoded; case does not matter. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_delete_many: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json; charset=utf-8": components["schemas"]["SuppressionDeleteMany"];
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Removed"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_import: {
        parameters: {
            query?: {
                /** @description Only count, and change nothing. */
                dry_run?: boolean;
                /** @description Which column of a CSV file holds what, where the header has other names: `address=Email,reason=Why`. */
                columns?: string;
                /** @description Kind of the entries; `manual` when absent. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Reason of the entries. */
                reason?: string;
                /** @description Note on the entries. */
                note?: string;
                /** @description End of the entries (RFC 3339); without end when absent. */
                keep_until?: string;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        /** @description A file of entries. */
        requestBody: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Done; this is how it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["ImportView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body comes in too slowly. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than accepted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not of an accepted type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization_suppression_export: {
        parameters: {
            query?: {
                /** @description `csv` when absent. */
                format?: components["schemas"]["FileFormat"];
                /** @description Beginning of the address, or all of it; case does not matter. */
                prefix?: string;
                /** @description Only entries of this kind. */
                kind?: components["schemas"]["SuppressionKind"];
                /** @description Only entries that keep mail back, or only expired ones. */
                state?: components["schemas"]["SuppressionState"];
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One object per line. */
            200: {
                headers: {
                    /** @description Always a download. */
                    "CONTENT-DISPOSITION": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    server_statistics_providers: {
        parameters: {
            query?: {
                /** @description The first day contains this time (RFC 3339); 30 days when absent. */
                since?: string;
                /** @description The last day begins before this time (RFC 3339); now when absent. */
                until?: string;
                /** @description What to sort by; `outgoing` when absent. */
                order?: components["schemas"]["StatisticsOrder"];
                /** @description 1 to 100. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Permalink or UUID of the organization. */
                org: string;
                /** @description Permalink or UUID of the mail server. */
                server: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json; charset=utf-8": components["schemas"]["Page_NamedFiguresView"];
                };
            };
            /** @description The request cannot be read: malformed JSON, a parameter of the wrong form. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, or the token is unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The caller's role, the token's scopes or the origin of the request do not allow it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Fields break rules; `fields` names all of them. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our own fault; the log has the request id. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not at present: the database is away or the program is stopping. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
