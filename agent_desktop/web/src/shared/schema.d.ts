// Written by `npm run types` from the HTTP interface; do not edit.
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description List all accounts.
         */
        get: operations["listed_api_v1_accounts_get"];
        put?: never;
        /**
         * Create
         * @description Make an account; its password is good for one log-in within three days.
         */
        post: operations["create_api_v1_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change
         * @description Change an account; other rights end its sessions.
         */
        patch: operations["change_api_v1_accounts__account_id__patch"];
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lock
         * @description Lock an account and end its sessions.
         */
        post: operations["lock_api_v1_accounts__account_id__lock_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Password
         * @description Give an account another password for one log-in.
         */
        post: operations["reset_password_api_v1_accounts__account_id__reset_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/reset-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Totp
         * @description Have the next log-in set up another second factor.
         */
        post: operations["reset_totp_api_v1_accounts__account_id__reset_totp_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock
         * @description Take every lock away.
         */
        post: operations["unlock_api_v1_accounts__account_id__unlock_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Agents
         * @description List agents with their last known state: everyone's, or those of the team.
         */
        get: operations["agents_api_v1_agents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/end-wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Wrap Up
         * @description End wrap-up before its limit.
         */
        post: operations["end_wrap_up_api_v1_agents__agent__end_wrap_up_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Put an agent's phone into the queue.
         */
        post: operations["login_api_v1_agents__agent__login_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/logoff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logoff
         * @description Take an agent out of the queue.
         */
        post: operations["logoff_api_v1_agents__agent__logoff_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause
         * @description Pause now, or after the call and its wrap-up.
         */
        post: operations["pause_api_v1_agents__agent__pause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}/unpause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unpause
         * @description Take calls again.
         */
        post: operations["unpause_api_v1_agents__agent__unpause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return the announcements.
         */
        get: operations["read_api_v1_announcements_get"];
        /**
         * Publish
         * @description Put announcements in force: whoever calls from now on hears them, as long as they last.
         */
        put: operations["publish_api_v1_announcements_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return a month's report, of every unit, or of one's own and those below it.
         *
         *     It is the newest revision that was issued, or the one asked for; while none was, what is counted now.
         */
        get: operations["read_api_v1_appraisal__month__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description Return a month's report with the tickets behind it as a spreadsheet; taking it is in the audit.
         */
        get: operations["file_api_v1_appraisal__month__file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue
         * @description Issue a month that is over; after granted objections it is a revision.
         */
        post: operations["issue_api_v1_appraisal__month__issue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}/objections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Object To
         * @description Object to what a ticket counts for one's unit.
         */
        post: operations["object_to_api_v1_appraisal__month__objections_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}/objections/{objection_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Decide an objection; one that is granted leaves the ticket out of the unit's month.
         */
        post: operations["decide_api_v1_appraisal__month__objections__objection_id__decision_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/{month}/units/{unit}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tickets
         * @description Return the tickets behind a unit's counts, as they counted in a revision.
         */
        get: operations["tickets_api_v1_appraisal__month__units__unit__tickets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/scheme": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return the scheme in force.
         */
        get: operations["read_api_v1_appraisal_scheme_get"];
        /**
         * Publish
         * @description Put a scheme in force: months that are not issued yet are counted by it.
         */
        put: operations["publish_api_v1_appraisal_scheme_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/scheme/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Take the scheme in force back: the one before it is in force again; issued months stay as they are.
         */
        post: operations["roll_back_api_v1_appraisal_scheme_roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/appraisal/scheme/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions
         * @description Return the versions of the scheme, the newest first.
         */
        get: operations["versions_api_v1_appraisal_scheme_versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return what fits; ``actor`` is an id, a name or ``system``, ``act=session.`` takes all that begin so.
         */
        get: operations["page_api_v1_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return the calendar in force.
         */
        get: operations["read_api_v1_calendars__code__get"];
        /**
         * Publish
         * @description Put a calendar in force: whoever calls from now on is led by it.
         */
        put: operations["publish_api_v1_calendars__code__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{code}/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * At
         * @description Return what holds at a moment, now when it is not given; a moment without a zone is China's.
         */
        get: operations["at_api_v1_calendars__code__at_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls
         * @description List calls, the newest first: everyone's, or those in which he or one of his team talked.
         */
        get: operations["calls_api_v1_calls_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Call
         * @description Return one call with words, recording and ticket, as far as whoever asks may see them.
         */
        get: operations["call_api_v1_calls__call_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/audio/{leg}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audio
         * @description Return a file of a recording, or the range of it that is asked for.
         */
        get: operations["audio_api_v1_calls__call_id__audio__leg__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Listen
         * @description Give the right to play a call's recording.
         */
        post: operations["listen_api_v1_calls__call_id__listen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Number
         * @description Return the whole number of a call's caller; empty when it is hidden.
         */
        post: operations["number_api_v1_calls__call_id__number_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Words
         * @description Return one call whole, for a purpose; for ten minutes it serves every look at this call.
         */
        post: operations["words_api_v1_calls__call_id__words_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/find-words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find
         * @description Find calls by what was said, the newest first; confidential ones only for whoever may see them.
         */
        post: operations["find_api_v1_calls_find_words_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search
         * @description Find the calls of a number; for programs of the house.
         */
        post: operations["search_api_v1_calls_search_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/{name}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Take the version in force back: the one before it is in force again.
         */
        post: operations["roll_back_api_v1_city__name__roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions
         * @description Return the versions of a document, the newest first.
         */
        get: operations["versions_api_v1_city__name__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organisation
         * @description Return the organisation in force.
         */
        get: operations["organisation_api_v1_city_organisation_get"];
        /**
         * Publish Organisation
         * @description Put an organisation in force: what is suggested and dispatched from now on goes by it.
         */
        put: operations["publish_organisation_api_v1_city_organisation_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/organisation/before": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Before
         * @description Return the organisation that is in force again once this one is taken back; 404 where there is none.
         */
        get: operations["before_api_v1_city_organisation_before_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/organisation/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description Return the organisation in force as a spreadsheet that can be changed and read back.
         */
        get: operations["file_api_v1_city_organisation_file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/organisation/open-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open Tickets
         * @description Return which units have open tickets: those of a unit that ends have to be given to another one.
         */
        get: operations["open_tickets_api_v1_city_organisation_open_tickets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/organisation/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Return the organisation that a spreadsheet says, the body is the file; nothing is stored.
         */
        post: operations["read_api_v1_city_organisation_read_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/city/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules
         * @description Return the rules in force.
         */
        get: operations["rules_api_v1_city_rules_get"];
        /**
         * Publish Rules
         * @description Put rules in force: acts from now on go by them, clocks that run keep the limits that they began with.
         */
        put: operations["publish_rules_api_v1_city_rules_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demonstration/appeals/{name}.wav": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recording
         * @description Return a shipped appeal.
         */
        get: operations["recording_api_v1_demonstration_appeals__name__wav_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demonstration/citizen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Citizen
         * @description Return how a browser calls our lines as a citizen.
         */
        post: operations["citizen_api_v1_demonstration_citizen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete
         * @description Give the caller to the colleague who is asked.
         */
        post: operations["complete_api_v1_desk_calls__call_id__complete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/confer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confer
         * @description Have all three talk.
         */
        post: operations["confer_api_v1_desk_calls__call_id__confer_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/confidential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark
         * @description Mark the contact of a call confidential: of one's own call, or of any for whoever may.
         */
        post: operations["mark_api_v1_desk_calls__call_id__confidential_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/consult": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Consult
         * @description Ring a colleague while the caller waits with music; ``resume`` lets the colleague go.
         */
        post: operations["consult_api_v1_desk_calls__call_id__consult_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/hang-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hang Up
         * @description End the talk.
         */
        post: operations["hang_up_api_v1_desk_calls__call_id__hang_up_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/help": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Help
         * @description Call for a supervisor.
         */
        post: operations["ask_help_api_v1_desk_calls__call_id__help_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/help/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Help
         * @description Say that nobody has to come any more.
         */
        post: operations["end_help_api_v1_desk_calls__call_id__help_end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold
         * @description Let the caller wait with music, whatever phone the agent has.
         */
        post: operations["hold_api_v1_desk_calls__call_id__hold_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/not-confidential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unmark
         * @description Take the mark away, for a purpose that is always asked for.
         */
        post: operations["unmark_api_v1_desk_calls__call_id__not_confidential_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume
         * @description Go on with a call on hold.
         */
        post: operations["resume_api_v1_desk_calls__call_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/calls/{call_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer
         * @description Send the caller on without a word before; unanswered he comes first in his queue.
         */
        post: operations["transfer_api_v1_desk_calls__call_id__transfer_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catalogue
         * @description Return what may be chosen in the forms, and for how long one may pause.
         */
        get: operations["catalogue_api_v1_desk_catalogue_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Colleagues
         * @description Return to whom a caller can be sent now; agents who are free come first.
         */
        get: operations["colleagues_api_v1_desk_colleagues_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Day
         * @description Return a day of the agent's in Asia/Shanghai, today's when none is named.
         */
        get: operations["day_api_v1_desk_day_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open Drafts
         * @description Return what the agent answered and has not concluded, the oldest first.
         */
        get: operations["open_drafts_api_v1_desk_drafts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/drafts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draft
         * @description Return a draft.
         */
        get: operations["draft_api_v1_desk_drafts__contact_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit
         * @description Set fields of an open draft; of a version that was changed since, ``conflict`` with the one now.
         */
        patch: operations["edit_api_v1_desk_drafts__contact_id__patch"];
        trace?: never;
    };
    "/api/v1/desk/drafts/{contact_id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link
         * @description End the contact by linking it to a ticket that there is already, and that somebody still looks at.
         */
        post: operations["link_api_v1_desk_drafts__contact_id__link_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/drafts/{contact_id}/no-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * No Ticket
         * @description End the contact without a ticket.
         */
        post: operations["no_ticket_api_v1_desk_drafts__contact_id__no_ticket_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/drafts/{contact_id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Similar
         * @description Return tickets of the last 30 days that may be about the same; confidential ones are left out.
         */
        get: operations["similar_api_v1_desk_drafts__contact_id__similar_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/drafts/{contact_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Make the draft a ticket; once there is one it is returned, however often this is asked.
         */
        post: operations["submit_api_v1_desk_drafts__contact_id__submit_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/end-wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Wrap Up
         * @description End wrap-up before its limit.
         */
        post: operations["end_wrap_up_api_v1_desk_end_wrap_up_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/extend-wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Extend Wrap Up
         * @description Make wrap-up longer, once a call.
         */
        post: operations["extend_wrap_up_api_v1_desk_extend_wrap_up_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Put the agent's phone into the queue.
         */
        post: operations["login_api_v1_desk_login_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/logoff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logoff
         * @description Take the agent out of the queue; 409 ``in_call`` while a call is with him.
         */
        post: operations["logoff_api_v1_desk_logoff_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause
         * @description Pause now, or after the call.
         */
        post: operations["pause_api_v1_desk_pause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State
         * @description Return the agent's state as this process knows it; null when there never was one.
         */
        get: operations["state_api_v1_desk_state_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/unpause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unpause
         * @description Take calls again.
         */
        post: operations["unpause_api_v1_desk_unpause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/words/{utterance_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Correct
         * @description Correct an utterance of a call of one's own; again with the same text changes nothing.
         */
        put: operations["correct_api_v1_desk_words__utterance_id__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return what is open, or every difference that was ever found.
         */
        get: operations["page_api_v1_differences_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/differences/{difference_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain
         * @description Note why a difference is no loss; it leaves the list of what is open.
         */
        post: operations["explain_api_v1_differences__difference_id__explain_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draft
         * @description Return the draft of a contact.
         */
        get: operations["draft_api_v1_drafts__contact_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit
         * @description Set fields of an open draft.
         */
        patch: operations["edit_api_v1_drafts__contact_id__patch"];
        trace?: never;
    };
    "/api/v1/drafts/{contact_id}/no-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * No Ticket
         * @description End a contact without a ticket.
         */
        post: operations["no_ticket_api_v1_drafts__contact_id__no_ticket_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts/{contact_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Make the draft a ticket.
         */
        post: operations["submit_api_v1_drafts__contact_id__submit_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All Flows
         * @description Return every menu, the one of lines without one of their own first.
         */
        get: operations["all_flows_api_v1_flows_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Return the versions of a flow.
         */
        get: operations["history_api_v1_flows__code__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Take the version in force back; the one before it is in force again.
         */
        post: operations["roll_back_api_v1_flows__code__roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draft
         * @description Keep a content as a new draft, as unfinished as it may be.
         */
        post: operations["draft_api_v1_flows__code__versions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Version
         * @description Return one version.
         */
        get: operations["version_api_v1_flows__code__versions__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions/{number}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes
         * @description Return what a version changes since another.
         */
        get: operations["changes_api_v1_flows__code__versions__number__changes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions/{number}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers
         * @description Return what became of the callers of a version.
         */
        get: operations["numbers_api_v1_flows__code__versions__number__figures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Put a version in force: whoever calls from now on hears it, callers in a menu stay in theirs.
         */
        post: operations["publish_api_v1_flows__code__versions__number__publish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/{code}/versions/{number}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trial
         * @description Have the trial line play a version, a draft as it may be, to whoever dials it in the next half hour.
         */
        post: operations["trial_api_v1_flows__code__versions__number__trial_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check
         * @description Say what would keep a content from being published; nothing is kept.
         */
        post: operations["check_api_v1_flows_check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names
         * @description Return what a flow may name on this switch.
         */
        get: operations["names_api_v1_flows_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Return what a text in YAML holds, and what would keep it from being published; nothing is kept.
         */
        post: operations["read_api_v1_flows_read_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Play
         * @description Play a call against a content with the engine that leads real ones.
         */
        post: operations["play_api_v1_flows_rehearse_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/trial-phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trial Phone
         * @description Return how a page calls the trial line while a version is tried; nothing else can be called like that.
         */
        post: operations["trial_phone_api_v1_flows_trial_phone_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return the register.
         */
        get: operations["read_api_v1_lines_get"];
        /**
         * Publish
         * @description Put a register in force: whoever dials from now on is led by it.
         */
        put: operations["publish_api_v1_lines_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All Lists
         * @description Return the lists in force, without their rows.
         */
        get: operations["all_lists_api_v1_lists_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return a list in force.
         */
        get: operations["read_api_v1_lists__name__get"];
        /**
         * Publish
         * @description Put a list in force: what is suggested from now on comes from it.
         */
        put: operations["publish_api_v1_lists__name__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{name}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Take the version in force back: the one before it is in force again.
         */
        post: operations["roll_back_api_v1_lists__name__roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{name}/shipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shipped
         * @description Return a list as it was shipped.
         */
        get: operations["shipped_api_v1_lists__name__shipped_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{name}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attempt
         * @description Return what a text would fill in, by the lists in force and by the rows given; nothing is stored.
         */
        post: operations["attempt_api_v1_lists__name__try_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions
         * @description Return the versions of a list, the newest first.
         */
        get: operations["versions_api_v1_lists__name__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description List what callers left.
         */
        get: operations["page_api_v1_messages_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{call_id}/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give Back
         * @description Leave a message to the others again; its draft keeps what was written. Supervisors take it from anybody.
         */
        post: operations["give_back_api_v1_messages__call_id__give_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{call_id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take
         * @description Make a message the agent's: he may hear it, and its draft is among his; 409 once another has it.
         */
        post: operations["take_api_v1_messages__call_id__take_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim
         * @description Make a window the agent's phone; the one that was it is told.
         */
        post: operations["claim_api_v1_phone_claim_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Current
         * @description Return the same to the window that is the phone; 409 ``phone_moved`` says which one is.
         */
        get: operations["current_api_v1_phone_credentials_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone/windows/{window}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Window State
         * @description Tell a window whose session is over whether it is still the phone; its random id is all it has to show.
         */
        get: operations["window_state_api_v1_phone_windows__window__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prefill/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return what became of suggestions in tickets that were submitted in a time.
         */
        get: operations["read_api_v1_prefill_figures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prefill/wrong": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wrong
         * @description Return what agents put right most often, for whoever keeps the lists; looking is in the audit.
         */
        get: operations["wrong_api_v1_prefill_wrong_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Progress
         * @description Tell how a ticket stands; too many tries have to wait (429), whether there is such a ticket or not.
         */
        post: operations["progress_api_v1_progress_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/progress/rating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rate
         * @description Rate how the matter was handled, once; the same request again changes nothing.
         */
        post: operations["rate_api_v1_progress_rating_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything
         * @description Return every prompt.
         */
        get: operations["everything_api_v1_prompts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/{folder}/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publish
         * @description Put a prompt in force: it is heard within seconds, a call that plays the one before plays it to its end.
         */
        put: operations["publish_api_v1_prompts__folder___code__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/{folder}/{code}/{language}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Heard
         * @description Return what a caller of a language hears now.
         */
        get: operations["heard_api_v1_prompts__folder___code___language__recording_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description Take in a recording of any usual format: its ends are trimmed, it is levelled and brought to 8 kHz.
         */
        post: operations["upload_api_v1_prompts_recordings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/recordings/{audio}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recording
         * @description Return a recording that was taken in.
         */
        get: operations["recording_api_v1_prompts_recordings__audio__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/speak": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Speak
         * @description Have the engine speak words.
         */
        post: operations["speak_api_v1_prompts_speak_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return answers, and what else is published.
         */
        get: operations["page_api_v1_public_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-months/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Managed Month
         * @description Return a month as it would be published now, and as it was.
         */
        get: operations["managed_month_api_v1_public_months__month__get"];
        put?: never;
        /**
         * Publish Month
         * @description Publish a month that is over.
         */
        post: operations["publish_month_api_v1_public_months__month__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/months/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Month
         * @description Return a month that is published.
         */
        get: operations["month_api_v1_public_months__month__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/months/{month}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Document
         * @description Return a month that is published as a document.
         */
        get: operations["document_api_v1_public_months__month__document_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Board
         * @description Return the rules in force, their history, and what is known of the switch.
         */
        get: operations["board_api_v1_queue_rules_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check
         * @description Say what is wrong with rules, and what the switch would be told; nothing is kept.
         */
        post: operations["check_api_v1_queue_rules_check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repair
         * @description Compare the switch with the rules in force now, and put it right.
         */
        post: operations["repair_api_v1_queue_rules_repair_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Take the version in force back; the one before it is in force again, on the switch too.
         */
        post: operations["roll_back_api_v1_queue_rules_roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/surge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Surge State
         * @description Return the surge profiles and which is on.
         */
        get: operations["surge_state_api_v1_queue_rules_surge_get"];
        /**
         * Switch Surge
         * @description Switch a surge profile on until a time, or off; the switch follows within seconds.
         */
        put: operations["switch_surge_api_v1_queue_rules_surge_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draft
         * @description Keep rules as a new draft.
         */
        post: operations["draft_api_v1_queue_rules_versions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Version
         * @description Return one version.
         */
        get: operations["version_api_v1_queue_rules_versions__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue-rules/versions/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Check a version, put it in force and carry it to the switch; waiting callers keep their places.
         *
         *     Answered when the switch shows it. Without a controller nothing is published, nor where somebody else has
         *     published since.
         */
        post: operations["publish_api_v1_queue_rules_versions__number__publish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return a report.
         */
        get: operations["read_api_v1_reports_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description Return a report as a file; taking it is in the audit.
         */
        get: operations["file_api_v1_reports_file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dictionary
         * @description Return every metric with its formula and source.
         */
        get: operations["dictionary_api_v1_reports_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Roles
         * @description List all roles and what they permit.
         */
        get: operations["roles_api_v1_roles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Session
         * @description Say who asks; does not prolong the session.
         */
        get: operations["session_api_v1_session_get"];
        put?: never;
        /**
         * Log In
         * @description Log in; over a session that is over too.
         */
        post: operations["log_in_api_v1_session_post"];
        /**
         * Log Off
         * @description Log off.
         */
        delete: operations["log_off_api_v1_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/alive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Alive
         * @description Prolong the session: its person is there.
         */
        post: operations["alive_api_v1_session_alive_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Password
         * @description Set one's own password; other sessions of the account end.
         */
        post: operations["password_api_v1_session_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Code
         * @description Give the code of the second factor.
         */
        post: operations["code_api_v1_session_totp_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp-setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Setup
         * @description Begin with a second factor.
         */
        post: operations["setup_api_v1_session_totp_setup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp-setup/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description Confirm it with its first code.
         */
        post: operations["confirm_api_v1_session_totp_setup_confirm_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description Return the figures of a period.
         */
        get: operations["read_api_v1_ticket_figures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-figures/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description Return the figures as a file, those of the units as its first table; taking it is in the audit.
         */
        get: operations["file_api_v1_ticket_figures_file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-figures/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dictionary
         * @description Return every figure with its formula and source.
         */
        get: operations["dictionary_api_v1_ticket_figures_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-supervision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Findings
         * @description Return what is found.
         */
        get: operations["findings_api_v1_ticket_supervision_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-supervision/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * File
         * @description Return everything that is found as a file; it holds no words, and taking it is in the audit.
         */
        get: operations["file_api_v1_ticket_supervision_file_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-supervision/meeting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Meeting
         * @description Return the tickets that units do not settle among themselves, the oldest first.
         */
        get: operations["meeting_api_v1_ticket_supervision_meeting_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-supervision/meeting/dossier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Meeting Dossier
         * @description Return the dossier of some tickets as a document; reading their words is in the audit, ticket by ticket.
         */
        post: operations["meeting_dossier_api_v1_ticket_supervision_meeting_dossier_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket-supervision/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Moves
         * @description Return the clocks that the calendar in force moved, those that end first before the others.
         */
        get: operations["moves_api_v1_ticket_supervision_moves_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description List tickets by what is to be done, those whose time ends first before the others.
         *
         *     ``words`` are sought for dispatchers and handling units, who read what they find. ``behind`` is a figure
         *     (`tickets.service.figures.narrowed`), whose period and unit are given; ``hour`` is that of the receipt.
         *     ``handler=me``: those that whoever asks handles inside his unit.
         */
        get: operations["listed_api_v1_tickets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a ticket with everything that whoever asks may see.
         */
        get: operations["one_api_v1_tickets__service_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act
         * @description Do something to a ticket and return it as it is then.
         */
        post: operations["act_api_v1_tickets__service_id__acts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add
         * @description Add a file; the body is what it holds. The same file again changes nothing.
         */
        post: operations["add_api_v1_tickets__service_id__files_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Return a file; who works elsewhere says what for, and the purpose is in the audit.
         */
        post: operations["read_api_v1_tickets__service_id__files__file__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/follow-up/give-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give Back
         * @description Leave the follow-up of a ticket to somebody else.
         */
        post: operations["give_back_api_v1_tickets__service_id__follow_up_give_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/follow-up/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take
         * @description Take the follow-up of a closed ticket: its words and number are one's own then.
         */
        post: operations["take_api_v1_tickets__service_id__follow_up_take_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description Return a ticket with its words to somebody who works elsewhere; the purpose is in the audit.
         */
        post: operations["look_api_v1_tickets__service_id__look_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Number
         * @description Return the caller's number; the purpose is in the audit.
         */
        post: operations["number_api_v1_tickets__service_id__number_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/public-answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draft
         * @description Return what is published of a ticket, or its own words to begin with where they may be read.
         */
        get: operations["draft_api_v1_tickets__service_id__public_answer_get"];
        /**
         * Publish Answer
         * @description Publish an answer for everybody.
         */
        put: operations["publish_answer_api_v1_tickets__service_id__public_answer_put"];
        post?: never;
        /**
         * Withdraw Answer
         * @description Take an answer back.
         */
        delete: operations["withdraw_answer_api_v1_tickets__service_id__public_answer_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/readers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Name Reader
         * @description Let one more person see what a confidential ticket holds.
         */
        post: operations["name_reader_api_v1_tickets__service_id__readers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{service_id}/readers/{name}": {
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
         * Withdraw Reader
         * @description Keep what a confidential ticket holds from somebody who was named.
         */
        delete: operations["withdraw_reader_api_v1_tickets__service_id__readers__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Many
         * @description Do the same to several tickets; each that cannot is named with its reason, the others are done.
         */
        post: operations["act_on_many_api_v1_tickets_acts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catalogue
         * @description Return what pages offer: units, grounds, limits.
         */
        get: operations["catalogue_api_v1_tickets_catalogue_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counted
         * @description Return how many tickets each view holds.
         */
        get: operations["counted_api_v1_tickets_counts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People Of Unit
         * @description Return who can be named as handling a ticket: the people of a unit that whoever asks acts for, or of all.
         */
        get: operations["people_of_unit_api_v1_tickets_people_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Units
         * @description Return the units of the organisation in force: an account acts for one of them.
         */
        get: operations["units_api_v1_tickets_units_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/agents/{agent}/help/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Help
         * @description Take an agent's call for help as answered.
         */
        post: operations["end_help_api_v1_wall_agents__agent__help_end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/agents/{agent}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description Put an agent into a queue or take him out of it, until he logs off.
         */
        post: operations["move_api_v1_wall_agents__agent__move_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/agents/{agent}/supervise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Supervise
         * @description Ring the supervisor's own phone and put him on an agent's call, or give him another mode.
         *
         *     A call for help in it counts as answered.
         */
        post: operations["supervise_api_v1_wall_agents__agent__supervise_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/agents/{agent}/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Over
         * @description Give the caller to the supervisor, who is on this call.
         */
        post: operations["take_over_api_v1_wall_agents__agent__take_over_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/callers/{call_id}/raise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Raise Caller
         * @description Put a waiting caller first.
         */
        post: operations["raise_caller_api_v1_wall_callers__call_id__raise_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/callers/{call_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Caller
         * @description Take a waiting caller out of his queue with a sentence.
         */
        post: operations["withdraw_caller_api_v1_wall_callers__call_id__withdraw_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wall/supervision/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End
         * @description Leave the call that the supervisor is on.
         */
        post: operations["end_api_v1_wall_supervision_end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description The process answers.
         */
        get: operations["live_health_live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description 200 only when a call would be answered and a ticket delivered.
         */
        get: operations["ready_health_ready_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Prometheus metrics of this process.
         */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "desk-socket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Desk Socket Frame
         * @description A frame of ``/api/v1/desk/socket``, from server to client.
         */
        post: operations["desk_socket_framedesk_socket_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "wall-socket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wall Socket Frame
         * @description A frame of ``/api/v1/wall/socket``, from server to client.
         */
        post: operations["wall_socket_framewall_socket_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * AccountChange
         * @description What is to change; a field that is not given stays, an empty ``agent``, ``team`` or ``unit`` takes that away.
         */
        AccountChange: {
            /** Agent */
            agent?: string | null;
            /** Display Name */
            display_name?: string | null;
            /** Grants */
            grants?: {
                [key: string]: components["schemas"]["Scope"];
            } | null;
            /** Language */
            language?: string | null;
            reach?: components["schemas"]["Scope"] | null;
            /** Roles */
            roles?: string[] | null;
            /** Team */
            team?: string | null;
            /** Unit */
            unit?: string | null;
        };
        /**
         * AccountShown
         * @description One account. ``lock_reason``: ``administrator too_many_failures demonstration_over``, null when it is open.
         *
         *     ``reach``: how far its roles reach, ``team`` or ``all``. ``unit``: code of the handling unit that it acts for.
         */
        AccountShown: {
            /** Agent */
            agent: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Display Name */
            display_name: string;
            /** Grants */
            grants: {
                [key: string]: components["schemas"]["Scope"];
            };
            /** Has Second Factor */
            has_second_factor: boolean;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Is Demonstration */
            is_demonstration: boolean;
            /** Language */
            language: string;
            /** Lock Reason */
            lock_reason: string | null;
            /** Locked Until */
            locked_until: string | null;
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            reach: components["schemas"]["Scope"];
            /** Roles */
            roles: string[];
            /** Team */
            team: string | null;
            /** Unit */
            unit: string | null;
        };
        /**
         * AccountsShown
         * @description All accounts by name.
         */
        AccountsShown: {
            /** Accounts */
            accounts: components["schemas"]["AccountShown"][];
        };
        /**
         * AccountView
         * @description Whose session it is; ``grants`` maps act to scope and is empty until the log-in is complete.
         */
        AccountView: {
            /** Agent */
            agent: string | null;
            /** Display Name */
            display_name: string;
            /** Grants */
            grants: {
                [key: string]: components["schemas"]["Scope"];
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Unit */
            unit: string | null;
        };
        /**
         * Act
         * @description What somebody does to a ticket.
         * @enum {string}
         */
        Act: "accept" | "correct" | "resolve_directly" | "refuse" | "dispatch" | "add_unit" | "withdraw_unit" | "reassign" | "acknowledge" | "assign_inside" | "contact" | "answer_part" | "request_extension" | "grant_extension" | "deny_extension" | "request_suspension" | "grant_suspension" | "deny_suspension" | "resume" | "send_back" | "accept_send_back" | "refuse_send_back" | "reply" | "approve" | "return_reply" | "follow_up" | "rate" | "rework" | "archive" | "miss" | "remind" | "supervise" | "answer_supervision" | "escalate" | "hand_over" | "feed_back" | "join" | "detach" | "close_with_main";
        /**
         * ActAsked
         * @description An act; which members count depends on it. ``request_id`` makes a second press harmless.
         *
         *     ``seen`` is ``acts_seen`` of the ticket as it was read: an act on an older one is refused.
         */
        ActAsked: {
            act: components["schemas"]["Act"];
            /**
             * Amount
             * @default 0
             */
            amount: number;
            /** Assignment */
            assignment?: number | null;
            /**
             * Contacted
             * @description follow-up: the citizen says that the unit spoke with him
             */
            contacted?: boolean | null;
            corrected?: components["schemas"]["Corrected"] | null;
            /**
             * Ground
             * @default
             */
            ground: string;
            /**
             * Handler
             * @default
             */
            handler: string;
            /**
             * Lawful
             * @description approval of a matter of law: whether its procedure was lawful
             */
            lawful?: boolean | null;
            /**
             * Main
             * @default
             */
            main: string;
            /** Reached */
            reached?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Reasons
             * @description follow-up: why he is not satisfied, codes of the survey
             * @default []
             */
            reasons: string[];
            /** Request Id */
            request_id: string;
            /** Resolved */
            resolved?: boolean | null;
            /** Score */
            score?: number | null;
            /** Seen */
            seen?: number | null;
            /**
             * Service
             * @default
             */
            service: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Units
             * @default []
             */
            units: string[];
        };
        /**
         * ActOffered
         * @description An act that whoever asks has the right to in this state; ``blocked`` is the code of what still hinders it.
         *
         *     ``assignment`` is sent with the act: of several units that one acts for it says which.
         */
        ActOffered: {
            act: components["schemas"]["Act"];
            /** Assignment */
            assignment: number | null;
            /** Blocked */
            blocked: string | null;
        };
        /**
         * ActOnMany
         * @description The same act on several tickets.
         */
        ActOnMany: {
            act: components["schemas"]["Act"];
            /**
             * Amount
             * @default 0
             */
            amount: number;
            /** Assignment */
            assignment?: number | null;
            /**
             * Contacted
             * @description follow-up: the citizen says that the unit spoke with him
             */
            contacted?: boolean | null;
            corrected?: components["schemas"]["Corrected"] | null;
            /**
             * Each
             * @description by number: what differs, the unit that each is dispatched to
             * @default {}
             */
            each: {
                [key: string]: components["schemas"]["OfOne"];
            };
            /**
             * Ground
             * @default
             */
            ground: string;
            /**
             * Handler
             * @default
             */
            handler: string;
            /**
             * Lawful
             * @description approval of a matter of law: whether its procedure was lawful
             */
            lawful?: boolean | null;
            /**
             * Main
             * @default
             */
            main: string;
            /** Reached */
            reached?: boolean | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Reasons
             * @description follow-up: why he is not satisfied, codes of the survey
             * @default []
             */
            reasons: string[];
            /** Request Id */
            request_id: string;
            /** Resolved */
            resolved?: boolean | null;
            /** Score */
            score?: number | null;
            /** Seen */
            seen?: number | null;
            /**
             * Service
             * @default
             */
            service: string;
            /** Service Ids */
            service_ids: string[];
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Units
             * @default []
             */
            units: string[];
        };
        /**
         * Reason
         * @description Why somebody looks at what is not his own; ``other`` says it in the note.
         */
        agent_desktop__call_access__Reason: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Purpose */
            purpose?: ("quality_review" | "complaint_handling" | "dispute" | "training" | "legal_request" | "other") | null;
        };
        /**
         * Recording
         * @description The recording of a call; ``intervals`` are the bridged times that its files consist of, in order.
         *
         *     ``path`` and ``sha256`` are those of both sides together, the path relative to the folder of recordings.
         */
        agent_desktop__desk__shapes__Recording: {
            /** Duration Seconds */
            duration_seconds: number | null;
            /** Intervals */
            intervals: [
                string,
                string
            ][];
            /** Legs */
            legs: {
                [key: string]: components["schemas"]["RecordingLeg"];
            };
            /** Path */
            path: string | null;
            /** Problem */
            problem: string;
            /** Sha256 */
            sha256: string | null;
            /** State */
            state: string;
            /** Truncated */
            truncated: boolean;
        };
        /**
         * Recording
         * @description A recording that was taken in; it is forgotten after a day unless a prompt is published with it.
         */
        agent_desktop__prompts_api__Recording: {
            /** Audio */
            audio: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * AgentFrame
         * @description The agent's own state changed.
         */
        AgentFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["AgentView"] | null;
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "agent";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * AgentMove
         * @description Put an agent into a queue at a level (1 the best), null: take him out of it; until he logs off.
         */
        AgentMove: {
            /** Level */
            level: number | null;
            /** Queue */
            queue: string;
            /** Reason */
            reason: string;
        };
        /**
         * AgentView
         * @description An agent's state; ``phone`` is ``w`` (browser) or ``p`` (SIP phone), empty when logged off.
         */
        AgentView: {
            /**
             * Activity
             * @enum {string}
             */
            activity: "idle" | "ringing" | "talking" | "on_hold" | "wrap_up";
            /** Agent */
            agent: string;
            /**
             * Availability
             * @enum {string}
             */
            availability: "logged_off" | "ready" | "paused" | "pause_requested";
            /** Endpoint */
            endpoint: string;
            /** Pause Reason */
            pause_reason: string;
            /**
             * Phone
             * @enum {string}
             */
            phone: "w" | "p" | "";
            /** Reachable */
            reachable: boolean;
            /**
             * Shown State
             * @enum {string}
             */
            shown_state: "logged_off" | "ready" | "paused" | "unreachable" | "ringing" | "talking" | "on_hold" | "wrap_up";
            /** Since */
            since: string | null;
            /** Wrap Up Until */
            wrap_up_until: string | null;
        };
        /**
         * Alarm
         * @description Something that everybody should know.
         *
         *     ``store_away switch_away worker_away tickets_waiting tickets_refused disk_low disk_full``.
         */
        Alarm: {
            /** Code */
            code: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * AlarmsFrame
         * @description The alarms changed.
         */
        AlarmsFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["Alarm"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "alarms";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * Announcement
         * @description What callers of ``lines`` (empty: of every line) hear before the menu, until ``until``.
         *
         *     Whoever presses 1 calls about this: he is counted, hears ``answer``, and the hotline hangs up. Any other key, and
         *     silence, goes on to the menu.
         */
        Announcement: {
            /**
             * Answer
             * @default hotline/thanks
             */
            answer: string;
            /** Code */
            code: string;
            /**
             * Lines
             * @default []
             */
            lines: string[];
            /** Name */
            name: string;
            /** Prompt */
            prompt: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * AnnouncementBoard
         * @description The announcements in force (version 0: none yet), first heard first, whose and since when.
         *
         *     ``about`` counts the callers of each who pressed 1 since it began. ``lines`` (number and name) and ``prompts`` (name
         *     and words) are what an announcement may name.
         */
        AnnouncementBoard: {
            /** About */
            about: {
                [key: string]: number;
            };
            /** Announcements */
            announcements: components["schemas"]["Announcement"][];
            /** Lines */
            lines: {
                [key: string]: string;
            };
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Prompts */
            prompts: {
                [key: string]: string;
            };
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * AnswerDraft
         * @description What is published of a ticket, or what to begin with; ``published_at`` null: nothing is.
         */
        AnswerDraft: {
            /** Answer */
            answer: string;
            /** Published At */
            published_at: string | null;
            /** Question */
            question: string;
        };
        /**
         * Appeal
         * @description A recording that a visitor can play into the call.
         */
        Appeal: {
            /** Name */
            name: string;
            /** Seconds */
            seconds: number;
            /** Title */
            title: string;
            /** Title En */
            title_en: string;
            /** Url */
            url: string;
        };
        /**
         * AppraisalView
         * @description A month's report: as it was issued, or counted now while ``revision`` is 0.
         *
         *     ``revisions``: all of them, the newest first. ``differs``: counted now it is another one than the newest of them.
         */
        AppraisalView: {
            /** Differs */
            differs: boolean;
            /** Issued At */
            issued_at: string | null;
            /** Month */
            month: string;
            /** Objections */
            objections: components["schemas"]["ObjectionShown"][];
            /** Revision */
            revision: number;
            /** Revisions */
            revisions: components["schemas"]["RevisionShown"][];
            scheme: components["schemas"]["SchemeShown"];
            /** Units */
            units: components["schemas"]["AppraisedUnit"][];
        };
        /**
         * AppraisedUnit
         * @description A unit in a month: counts, score out of 100 and its parts; ``recount``: counted now it is something else.
         */
        AppraisedUnit: {
            /** Points */
            points: components["schemas"]["PointShown"][];
            recount: components["schemas"]["Recounted"] | null;
            /** Score */
            score: number | null;
            /** Tally */
            tally: {
                [key: string]: number;
            };
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * AssignmentShown
         * @description A unit's part: ``mine`` when whoever asks acts for it; ``answer`` is null where he may not read it.
         *
         *     ``handler`` is shown by name: of an account's the one to show, else as it was written.
         */
        AssignmentShown: {
            /** Answer */
            answer: string | null;
            /** Handler */
            handler: string;
            /** Mine */
            mine: boolean;
            /** Number */
            number: number;
            /** Reached */
            reached: boolean;
            role: components["schemas"]["Role"];
            /** Round */
            round: number;
            state: components["schemas"]["AssignmentState"];
            /** Tries */
            tries: number;
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * AssignmentState
         * @description How far a unit is with a ticket.
         * @enum {string}
         */
        AssignmentState: "waiting" | "working" | "answered" | "sent_back" | "withdrawn";
        /**
         * AuditPage
         * @description Entries, newest first; ``next`` goes into ``before`` of the next question, null at the end.
         */
        AuditPage: {
            /** Entries */
            entries: components["schemas"]["EntryShown"][];
            /** Next */
            next: number | null;
        };
        /**
         * BurstShown
         * @description Many tickets of one class and district, from the first up to, and without, ``until``.
         */
        BurstShown: {
            /** Code */
            code: string;
            /** Count */
            count: number;
            /** District */
            district: string;
            /** Label */
            label: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * ByUrgency
         * @description A limit for each urgency.
         */
        ByUrgency: {
            emergency: components["schemas"]["TimeLimit"];
            normal: components["schemas"]["TimeLimit"];
            urgent: components["schemas"]["TimeLimit"];
        };
        /**
         * CalendarMoment
         * @description What holds at a moment, until when (null: for two months at least), and the name of its special day.
         *
         *     ``provisional``: the arrangement of that year is not announced.
         */
        CalendarMoment: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Name */
            name: string;
            /** Provisional */
            provisional: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "closed" | "holiday";
            /** Until */
            until: string | null;
        };
        /**
         * CalendarView
         * @description The calendar in force: its version, since when, and whose; ``system`` for what was shipped.
         */
        CalendarView: {
            /**
             * Announced
             * @default []
             */
            announced: number[];
            /** Code */
            code: string;
            /**
             * Days
             * @default {}
             */
            days: {
                [key: string]: components["schemas"]["SpecialDay"];
            };
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Version */
            version: number;
            /** Weekly */
            weekly: {
                [key: string]: string[];
            };
        };
        /**
         * Call
         * @description Everything that hangs on a call.
         *
         *     ``withheld``: it is confidential, and number, words, recording and ticket fields are kept back. ``needs_purpose``:
         *     words and ticket fields are kept back until a purpose is given (``POST /calls/{call_id}/words``). ``satisfaction``
         *     is what the caller said by key once the agent had hung up: 5 (very satisfied) to 1 (very dissatisfied).
         */
        Call: {
            /** Agent */
            agent: string | null;
            /** Ani */
            ani: string;
            /** Answered At */
            answered_at: string | null;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            caller_history: components["schemas"]["CallerHistory"] | null;
            conclusion: components["schemas"]["Conclusion"] | null;
            /** Confidential */
            confidential: boolean;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Danger */
            danger: ("police" | "fire" | "medical" | "traffic") | null;
            district_guess: components["schemas"]["DistrictGuess"] | null;
            /** Dnis */
            dnis: string;
            /** End Reason */
            end_reason: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /** Language */
            language: string;
            /** Menu Ended */
            menu_ended: string | null;
            /** Menu Path */
            menu_path: string;
            /** Menu Path Labels */
            menu_path_labels: string[];
            /** Needs Purpose */
            needs_purpose: boolean;
            /** Outcome */
            outcome: string | null;
            /** Queue */
            queue: string | null;
            recording: components["schemas"]["agent_desktop__desk__shapes__Recording"] | null;
            /** Satisfaction */
            satisfaction: number | null;
            ticket: components["schemas"]["CallTicket"] | null;
            /** Time To Answer Seconds */
            time_to_answer_seconds: number | null;
            transcript: components["schemas"]["Transcript"];
            /** Wait Seconds */
            wait_seconds: number | null;
            /** Withheld */
            withheld: boolean;
        };
        /**
         * CallConsult
         * @description The colleague who is asked now; ``joined``: all three talk.
         */
        CallConsult: {
            /** Answered */
            answered: boolean;
            /** Code */
            code: string;
            /** Joined */
            joined: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "agent" | "outside";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
        };
        /**
         * CallConsultation
         * @description Whom to ask: an agent, or an entry of the directory.
         */
        CallConsultation: {
            /** Code */
            code: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "agent" | "outside";
        };
        /**
         * CallerHistory
         * @description What is known of a caller's earlier calls.
         */
        CallerHistory: {
            /** Earlier Tickets */
            earlier_tickets: components["schemas"]["EarlierTicket"][];
            repeat_calls: components["schemas"]["RepeatCalls"];
        };
        /**
         * CallerRaise
         * @description Put a waiting caller before those of a lower priority.
         */
        CallerRaise: {
            /**
             * Priority
             * @default 100
             */
            priority: number;
            /** Reason */
            reason: string;
        };
        /**
         * CallerWithdraw
         * @description Take a waiting caller out of his queue: a recording (empty: none), then another queue or ``bye``.
         */
        CallerWithdraw: {
            /**
             * Prompt
             * @default
             */
            prompt: string;
            /**
             * Queue
             * @default
             */
            queue: string;
            /** Reason */
            reason: string;
        };
        /**
         * CallFrame
         * @description The call on the screen changed, or went.
         */
        CallFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["DeskCall"] | null;
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "call";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * CallLine
         * @description One call in a list.
         */
        CallLine: {
            /** Agent */
            agent: string | null;
            /** Ani */
            ani: string;
            /** Answered At */
            answered_at: string | null;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            conclusion: components["schemas"]["Conclusion"] | null;
            /** Confidential */
            confidential: boolean;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Danger */
            danger: ("police" | "fire" | "medical" | "traffic") | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /** Language */
            language: string;
            /** Line */
            line: string;
            /** Outcome */
            outcome: string | null;
            /** Queue */
            queue: string | null;
            /** Recording State */
            recording_state: string | null;
            /** Talk Seconds */
            talk_seconds: number | null;
            ticket: components["schemas"]["TicketNumber"] | null;
            /** Wait Seconds */
            wait_seconds: number | null;
        };
        /**
         * CallNumber
         * @description The whole number of a caller; asking for it is in the audit.
         */
        CallNumber: {
            /** Number */
            number: string;
        };
        /**
         * CallPage
         * @description Calls, the newest first; ``next`` is given as ``before`` to read on, ``null`` at the end.
         */
        CallPage: {
            /** Calls */
            calls: components["schemas"]["CallLine"][];
            /** Next */
            next: string | null;
        };
        /**
         * CallSearch
         * @description Calls of a caller that entered after a moment; in the body because a number in an address ends up in logs.
         */
        CallSearch: {
            /** Ani */
            ani: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * CallTakeOver
         * @description Why the call is taken from its agent; goes into the audit.
         */
        CallTakeOver: {
            /** Reason */
            reason: string;
        };
        /**
         * CallTicket
         * @description The ticket of a call; with ``query_code`` and the number the citizen asks how it stands.
         */
        CallTicket: {
            /** Agent */
            agent: string;
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["DraftField"];
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Query Code */
            query_code: string | null;
            /** Service Id */
            service_id: string | null;
        };
        /**
         * CallTransfer
         * @description Where to: ``kind`` and its code; and why.
         */
        CallTransfer: {
            /** Code */
            code: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "queue" | "agent" | "outside";
            /**
             * Reason
             * @default other
             */
            reason: string;
        };
        /**
         * CallUtterance
         * @description One utterance; ``audio_seconds`` is where it begins in the leg ``audio_leg``, ``null`` when it is not in it.
         */
        CallUtterance: {
            /** Audio Leg */
            audio_leg: ("mixed" | "caller" | "to_caller" | "waiting" | "message" | "message2" | "message3") | null;
            /** Audio Seconds */
            audio_seconds: number | null;
            /** Changes */
            changes: components["schemas"]["WordChange"][];
            /** Confidence */
            confidence: number;
            /** Corrected By */
            corrected_by: string | null;
            /**
             * Ended At
             * Format: date-time
             */
            ended_at: string;
            /** Machine Text */
            machine_text: string;
            /**
             * Speaker
             * @enum {string}
             */
            speaker: "caller" | "agent";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Text */
            text: string;
            /**
             * Utterance Id
             * Format: uuid
             */
            utterance_id: string;
        };
        /**
         * CallWatch
         * @description How: hear both, speak to the agent alone, speak to both.
         */
        CallWatch: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "monitor" | "whisper" | "barge";
        };
        /**
         * CandidateShown
         * @description A unit that a matter may belong to, and why; ``acts_for``: it stands in for that unit.
         */
        CandidateShown: {
            acts_for: components["schemas"]["UnitNamed"] | null;
            /** Reasons */
            reasons: components["schemas"]["ReasonShown"][];
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * Catalogue
         * @description What may be chosen in the forms.
         *
         *     ``categories``: three levels. ``streets``: street offices and towns by district. ``limits``: the longest text by
         *     field. ``pause_limits``: minutes by reason.
         */
        Catalogue: {
            /** Categories */
            categories: components["schemas"]["ChoiceTree"][];
            /** Districts */
            districts: string[];
            /** Kinds */
            kinds: components["schemas"]["Kind"][];
            /** Languages */
            languages: string[];
            /** Limits */
            limits: {
                [key: string]: number;
            };
            /** No Ticket Reasons */
            no_ticket_reasons: components["schemas"]["Reason-Output"][];
            /** Parties */
            parties: components["schemas"]["Party"][];
            /** Pause Limits */
            pause_limits: {
                [key: string]: number;
            };
            /** Pause Reasons */
            pause_reasons: string[];
            /** Purposes */
            purposes: ("quality_review" | "complaint_handling" | "dispute" | "training" | "legal_request" | "other")[];
            /** Ring Seconds */
            ring_seconds: number;
            /** Streets */
            streets: {
                [key: string]: string[];
            };
            /** Units */
            units: string[];
            /** Urgencies */
            urgencies: components["schemas"]["Urgency"][];
            /** Wrap Up Seconds */
            wrap_up_seconds: number;
        };
        /**
         * Change
         * @description One place that differs between two versions; a side that lacks it is null.
         */
        Change: {
            /** After */
            after: unknown;
            /** Before */
            before: unknown;
            /** Path */
            path: string[];
        };
        /**
         * Check
         * @description One thing that has to be done before a line is merged, and when it was.
         */
        Check: {
            /** Done On */
            done_on?: string | null;
            /** What */
            what: string;
        };
        /**
         * Checked
         * @description A content, the same as YAML, and what would keep it from being published.
         */
        Checked: {
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Faults */
            faults: components["schemas"]["FlowFault"][];
            /** Text */
            text: string;
        };
        /**
         * CheckedQueueRules
         * @description What would keep rules from being published, and exactly what the switch would be told.
         *
         *     ``members``: at most 500 changes of who is where, ``members_changed`` counts them all. Empty where the rules cannot
         *     be read.
         */
        CheckedQueueRules: {
            /** Faults */
            faults: components["schemas"]["QueueRulesFault"][];
            /** Files */
            files: components["schemas"]["ToldFile"][];
            /** Members */
            members: components["schemas"]["MemberChange"][];
            /** Members Changed */
            members_changed: number;
        };
        /**
         * CheckedRules
         * @description Rules to look at; ``at``: what they mean at that moment, now when it is not given.
         */
        CheckedRules: {
            /** At */
            at?: string | null;
            /** Content */
            content: {
                [key: string]: unknown;
            };
        };
        /**
         * Choice
         * @description A class of appeals.
         */
        Choice: {
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * ChoiceBranch
         * @description A second-level class with those below it.
         */
        ChoiceBranch: {
            /** Children */
            children: components["schemas"]["Choice"][];
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * ChoiceTree
         * @description A first-level class with those below it.
         */
        ChoiceTree: {
            /** Children */
            children: components["schemas"]["ChoiceBranch"][];
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * CitizenPhone
         * @description What the citizen's phone calls with. ``number`` is invented; the page keeps it to be the same caller again.
         */
        CitizenPhone: {
            /** Appeals */
            appeals: components["schemas"]["Appeal"][];
            /** Domain */
            domain: string;
            /** Line */
            line: string;
            /** Lines */
            lines: string[];
            /** Number */
            number: string;
            /** Password */
            password: string;
            /** User */
            user: string;
            /** Ws */
            ws: string;
        };
        /**
         * CityBack
         * @description Why the version in force is taken back.
         */
        CityBack: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * Claim
         * @description A window that wants to be the phone; ``label`` tells a person which browser it is.
         */
        Claim: {
            /** Label */
            label: string;
            /**
             * Window
             * Format: uuid
             */
            window: string;
        };
        /**
         * ClassShown
         * @description A class and those below it.
         */
        ClassShown: {
            /** Children */
            children: components["schemas"]["ClassShown"][];
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * ClockFigures
         * @description Clocks of a name: ended in the period, of these in time; running now, of these late.
         */
        ClockFigures: {
            /** Ended */
            ended: number;
            /** In Time */
            in_time: number;
            /** Late */
            late: number;
            name: components["schemas"]["ClockName"];
            /** Running */
            running: number;
        };
        /**
         * ClockMove
         * @description A clock whose end a version of the calendar moved.
         */
        ClockMove: {
            clock: components["schemas"]["ClockName"];
            /**
             * Due After
             * Format: date-time
             */
            due_after: string;
            /**
             * Due Before
             * Format: date-time
             */
            due_before: string;
            /**
             * Moved At
             * Format: date-time
             */
            moved_at: string;
            /** Service Id */
            service_id: string;
            /** Version */
            version: number;
        };
        /**
         * ClockName
         * @description What a clock measures.
         * @enum {string}
         */
        ClockName: "dispatch" | "acknowledge" | "handle" | "feedback" | "decide" | "review" | "follow_up" | "suspend" | "rework" | "supervise";
        /**
         * ClockShown
         * @description A clock: ``late`` when it stopped, or runs, behind ``due_at``; ``paused`` while it stands still.
         */
        ClockShown: {
            /**
             * Amount
             * @description what it was given, in `unit`, without what it was extended by
             */
            amount: number;
            /** Assignment */
            assignment: number | null;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Late */
            late: boolean;
            name: components["schemas"]["ClockName"];
            /** Paused */
            paused: boolean;
            /**
             * Provisional
             * @description the calendar of a year in it is not announced yet
             */
            provisional: boolean;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Stopped At */
            stopped_at: string | null;
            /**
             * Unit
             * @enum {string}
             */
            unit: "working_days" | "working_hours" | "hours" | "minutes";
            /**
             * Warn At
             * Format: date-time
             */
            warn_at: string;
        };
        /**
         * Code
         * @description What the authenticator shows.
         */
        Code: {
            /** Code */
            code: string;
        };
        /**
         * Colleague
         * @description An agent who is logged in; ``free``: he has no call and his phone is there.
         */
        Colleague: {
            /** Agent */
            agent: string;
            /** Free */
            free: boolean;
            /** Pause Reason */
            pause_reason: string;
            /** Shown State */
            shown_state: string;
        };
        /**
         * Colleagues
         * @description Everyone to whom a caller can be sent, and the reasons there are for it and for asking for help.
         */
        Colleagues: {
            /** Agents */
            agents: components["schemas"]["Colleague"][];
            /** Directory */
            directory: components["schemas"]["ContactChoice"][];
            /** Help Reasons */
            help_reasons: string[];
            /** Queues */
            queues: components["schemas"]["QueueChoice"][];
            /** Reasons */
            reasons: string[];
        };
        /**
         * Conclusion
         * @description What a contact ended in; each has at most one.
         * @enum {string}
         */
        Conclusion: "ticket" | "linked" | "no_ticket";
        /**
         * Confidentiality
         * @description Whether the contact of a call is confidential now.
         */
        Confidentiality: {
            /** Confidential */
            confidential: boolean;
        };
        /**
         * Contact
         * @description Somebody of a unit who can be asked.
         */
        Contact: {
            /** Name */
            name: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /** Since */
            since?: string | null;
            /** Until */
            until?: string | null;
        };
        /**
         * ContactChoice
         * @description A number outside that callers may be connected with.
         */
        ContactChoice: {
            /** Code */
            code: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "emergency" | "sub_centre" | "city" | "service";
            /** Name */
            name: string;
            /** Number */
            number: string;
        };
        /**
         * Content
         * @description A flow as JSON: ``start`` and ``nodes`` by code, as ``hotline check-flow`` reads it; it may be unfinished.
         */
        Content: {
            /** Content */
            content: {
                [key: string]: unknown;
            };
        };
        /**
         * Corrected
         * @description What was taken in wrongly; what is not given stays.
         */
        Corrected: {
            /** Community */
            community?: string | null;
            /** District */
            district?: string | null;
            /**
             * Is Case
             * @description a matter of mediation or law enforcement, whatever its class says
             */
            is_case?: boolean | null;
            kind?: components["schemas"]["Kind"] | null;
            /** Path */
            path?: components["schemas"]["LevelGiven"][] | null;
            /** Place */
            place?: string | null;
            /** Street */
            street?: string | null;
            urgency?: components["schemas"]["Urgency"] | null;
        };
        /**
         * CountedTicket
         * @description A ticket behind a unit's counts: what it counts; ``left_out``: nothing of it, since an objection was granted.
         *
         *     ``opens``: whoever asks sees the ticket; one that the unit sent back or lost is no longer shown to it.
         */
        CountedTicket: {
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Left Out */
            left_out: boolean;
            /** Opens */
            opens: boolean;
            /** Service Id */
            service_id: string;
        };
        /**
         * Credentials
         * @description Name and password as typed.
         */
        Credentials: {
            /** Name */
            name: string;
            /** Password */
            password: string;
        };
        /**
         * DayShown
         * @description Tickets received on a day.
         */
        DayShown: {
            /** Count */
            count: number;
            /**
             * Day
             * Format: date
             */
            day: string;
        };
        /**
         * DayTime
         * @description Where an agent's day went, formulas in docs/metrics.md; ``occupancy`` null: he took no calls at any time.
         */
        DayTime: {
            /** Logged In Seconds */
            logged_in_seconds: number;
            /** Occupancy */
            occupancy: number | null;
            /** Paused Seconds */
            paused_seconds: number;
            /** Pauses */
            pauses: components["schemas"]["PauseTime"][];
            /** Wrap Up Seconds */
            wrap_up_seconds: number;
        };
        /**
         * DayView
         * @description An agent's day in Asia/Shanghai.
         */
        DayView: {
            /** Calls */
            calls: components["schemas"]["CallLine"][];
            /**
             * Date
             * Format: date
             */
            date: string;
            figures: components["schemas"]["Figures"];
            time: components["schemas"]["DayTime"];
        };
        /**
         * DeskCall
         * @description The call that an agent's desktop shows; ``ended_at`` is the end of the agent's talk.
         *
         *     ``consulted``: the colleague ``asked_by`` asks this agent; ``listeners`` are empty where agents are not told.
         */
        DeskCall: {
            /** Ani */
            ani: string;
            /** Answered At */
            answered_at: string | null;
            /** Asked By */
            asked_by: string;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Confidential */
            confidential: boolean;
            consult: components["schemas"]["CallConsult"] | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Danger */
            danger: ("police" | "fire" | "medical" | "traffic") | null;
            district_guess: components["schemas"]["DistrictGuess"] | null;
            /** Earlier Agents */
            earlier_agents: string[];
            /** Earlier Tickets */
            earlier_tickets: components["schemas"]["EarlierTicket"][];
            /** Ended At */
            ended_at: string | null;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /** Help Asked At */
            help_asked_at: string | null;
            /** Language */
            language: string;
            /** Line */
            line: string;
            /** Listeners */
            listeners: components["schemas"]["Listener"][];
            /** Menu Path */
            menu_path: string[];
            /** Queue */
            queue: string | null;
            repeat_calls: components["schemas"]["RepeatCalls"];
            /** Rung At */
            rung_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "ringing" | "consulted" | "talking" | "on_hold" | "ended";
            /** Wait Seconds */
            wait_seconds: number | null;
        };
        /**
         * DeskExtend
         * @description By how many seconds; the owner's setting is the limit.
         */
        DeskExtend: {
            /** Seconds */
            seconds: number;
        };
        /**
         * DeskLogin
         * @description Which phone: ``p`` a SIP phone, ``w`` the browser.
         */
        DeskLogin: {
            /**
             * Phone
             * @enum {string}
             */
            phone: "w" | "p";
        };
        /**
         * DeskPause
         * @description Why, as one of the catalogue's codes; now or, with a call going on, after it.
         *
         *     ``after_call``: it was asked for in a call, so that a call which ended meanwhile keeps its wrap-up.
         */
        DeskPause: {
            /**
             * After Call
             * @default false
             */
            after_call: boolean;
            /** Reason */
            reason: string;
        };
        /**
         * DifferencePage
         * @description Differences, the newest first; ``next`` goes into ``before`` of the next question, null at the end.
         */
        DifferencePage: {
            /** Differences */
            differences: components["schemas"]["DifferenceShown"][];
            /** Next */
            next: string | null;
            /** Open */
            open: number;
        };
        /**
         * DifferenceShown
         * @description One difference; ``books`` is what each book says, ``subject`` a call's id, a linked id or the name of a file.
         */
        DifferenceShown: {
            /** Books */
            books: {
                [key: string]: string;
            };
            /** Call Id */
            call_id: string | null;
            /**
             * Difference Id
             * Format: uuid
             */
            difference_id: string;
            /** Explained At */
            explained_at: string | null;
            /** Explained By */
            explained_by: string;
            /** Explanation */
            explanation: string;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
            /** Kind */
            kind: string;
            /**
             * Last Seen At
             * Format: date-time
             */
            last_seen_at: string;
            /** Resolved At */
            resolved_at: string | null;
            /** Subject */
            subject: string;
        };
        /**
         * DistrictGuess
         * @description Where the caller may be: by the area code of a landline, or by the words said.
         */
        DistrictGuess: {
            /** Label */
            label: string;
            /**
             * Source
             * @enum {string}
             */
            source: "number" | "words";
        };
        /**
         * DocumentVersion
         * @description One version of a document; ``author`` is a log-in name, or ``system``.
         */
        DocumentVersion: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Published At */
            published_at: string | null;
            /** Reason */
            reason: string;
            /** State */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * Done
         * @description It was done.
         */
        Done: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok: true;
        };
        /**
         * DossierAsked
         * @description Which tickets the joint meeting is to decide; the purpose of reading their words is noted in the audit.
         */
        DossierAsked: {
            /** Service Ids */
            service_ids: string[];
        };
        /**
         * Draft
         * @description A draft as it stands; ``version`` is given back with an edit, ``revision`` grows with every change.
         */
        Draft: {
            /** Agent */
            agent: string | null;
            /** Ani */
            ani: string;
            /** Answered At */
            answered_at: string | null;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            conclusion: components["schemas"]["DraftConclusion"] | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Ended At */
            ended_at: string | null;
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["DraftField"];
            };
            /** Language */
            language: string | null;
            /** Line */
            line: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Queue */
            queue: string | null;
            /** Revision */
            revision: number;
            state: components["schemas"]["DraftState"];
            ticket: components["schemas"]["DraftTicket"] | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * DraftConclusion
         * @description What the contact ended in.
         */
        DraftConclusion: {
            conclusion: components["schemas"]["Conclusion"];
            reason: components["schemas"]["Reason-Output"] | null;
            /** Service Id */
            service_id: string | null;
            /** Ticket Id */
            ticket_id: string | null;
        };
        /**
         * DraftEdit
         * @description Fields as the agent set them; ``version`` is that of the draft he saw.
         */
        DraftEdit: {
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * DraftField
         * @description One field; with ``filled`` the value counts, without it (and not ``edited``) it is a hint to take.
         */
        DraftField: {
            /** Confidence */
            confidence: number | null;
            /** Edited */
            edited: boolean;
            /** Filled */
            filled: boolean;
            /** Source */
            source: string | null;
            /** Utterance Id */
            utterance_id: string | null;
            /** Value */
            value: string | string[] | components["schemas"]["Span"] | null;
        };
        /**
         * DraftFrame
         * @description The draft of the call on the screen changed.
         */
        DraftFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["Draft"] | null;
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "draft";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * DraftLink
         * @description Number of the ticket that there is already; spaces between its groups do not matter.
         */
        DraftLink: {
            /** Service Id */
            service_id: string;
        };
        /**
         * DraftNoTicket
         * @description Why there is no ticket.
         */
        DraftNoTicket: {
            /** Reason */
            reason: string;
        };
        /**
         * DraftState
         * @description ``open`` from the offer on; ``submitted`` with its ticket; ``closed`` without one.
         * @enum {string}
         */
        DraftState: "open" | "submitted" | "closed";
        /**
         * DraftSubmit
         * @description Every field as the agent sees it; ``request_id`` makes a second press of the key harmless.
         */
        DraftSubmit: {
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Request Id */
            request_id: string;
        };
        /**
         * DraftSummary
         * @description A draft without its fields.
         */
        DraftSummary: {
            /** Agent */
            agent: string | null;
            /** Ani */
            ani: string;
            /** Answered At */
            answered_at: string | null;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            conclusion: components["schemas"]["DraftConclusion"] | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Ended At */
            ended_at: string | null;
            /** Language */
            language: string | null;
            /** Line */
            line: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Queue */
            queue: string | null;
            /** Revision */
            revision: number;
            state: components["schemas"]["DraftState"];
            ticket: components["schemas"]["DraftTicket"] | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * DraftTicket
         * @description The ticket that the draft became; ``service_id`` is there once the ticket service has it.
         */
        DraftTicket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Handed Over At */
            handed_over_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Service Id */
            service_id: string | null;
        };
        /**
         * Duty
         * @description What belongs to a unit: classes (codes of any level) and places; an empty list names everything.
         */
        Duty: {
            /**
             * Basis
             * @description where it is written
             * @default
             */
            basis: string;
            /**
             * Classes
             * @default []
             */
            classes: string[];
            /**
             * Communities
             * @default []
             */
            communities: string[];
            /**
             * Districts
             * @default []
             */
            districts: string[];
            /** Since */
            since?: string | null;
            /**
             * Streets
             * @default []
             */
            streets: string[];
            /** Unit */
            unit: string;
            /** Until */
            until?: string | null;
        };
        /**
         * EarlierTicket
         * @description A ticket of an earlier call of the same number; from ``status`` on as the ticket service tells it, if it does.
         */
        EarlierTicket: {
            /** Category */
            category: string[];
            /** Closed At */
            closed_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Due At */
            due_at: string | null;
            kind: components["schemas"]["Kind"] | null;
            /** Reply */
            reply: string;
            /** Service Id */
            service_id: string | null;
            /** Status */
            status: string | null;
            /** Summary */
            summary: string;
            /** Unit */
            unit: string;
        };
        /**
         * Edit
         * @description Fields as a person set them.
         */
        Edit: {
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * EntryShown
         * @description One entry; ``actor`` is an account's id, ``system``, or null before log-in.
         */
        EntryShown: {
            /** Act */
            act: string;
            /** Actor */
            actor: string | null;
            /** Actor Name */
            actor_name: string;
            /** Address */
            address: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Note */
            note: string;
            /** Outcome */
            outcome: string;
            /** Position */
            position: number;
            /** Purpose */
            purpose: string;
            /** Subject */
            subject: string;
            /** Subject Kind */
            subject_kind: string;
        };
        /**
         * Explanation
         * @description Why a difference is no loss, in a person's words; never a citizen's number or name.
         */
        Explanation: {
            /** Explanation */
            explanation: string;
        };
        /**
         * FieldRow
         * @description What became of a field's suggestions; ``kept_rate`` = kept / shown.
         */
        FieldRow: {
            /** Cleared */
            cleared: number;
            /** Edited */
            edited: number;
            /** Field */
            field: string;
            /** Hint Taken */
            hint_taken: number;
            /** Hints */
            hints: number;
            /** Kept */
            kept: number;
            /** Kept Rate */
            kept_rate: number | null;
            /** Key */
            key: string;
            /** Shown */
            shown: number;
            /** Typed */
            typed: number;
        };
        /**
         * Figured
         * @description Counts and the figures made of them; a figure of nothing is null.
         */
        Figured: {
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
        };
        /**
         * Figures
         * @description Figures of an agent's day, formulas in docs/metrics.md; ``no_answer`` counts rings that were not answered.
         */
        Figures: {
            /** Answered */
            answered: number;
            /** Average Handle Seconds */
            average_handle_seconds: number | null;
            /** Handle Seconds */
            handle_seconds: number;
            /** No Answer */
            no_answer: number;
            /** Talk Seconds */
            talk_seconds: number;
            /** Tickets */
            tickets: number;
        };
        /**
         * FiguresFrame
         * @description The figures of the day changed.
         */
        FiguresFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["Figures"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "figures";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * FileShown
         * @description A file of a ticket; its name is null where whoever asks may not read words. ``size`` in bytes.
         */
        FileShown: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Media Type */
            media_type: string;
            /** Name */
            name: string | null;
            /**
             * Scan
             * @description clean: a scanner looked at it; none: there is none
             */
            scan: string;
            /** Size */
            size: number;
            unit: components["schemas"]["UnitNamed"] | null;
        };
        /**
         * Findings
         * @description What was found in a period, as it stood at ``at``: how much of each sign, and the oldest of the one asked for.
         */
        Findings: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * By Unit
             * @description of the sign asked for, the most first
             */
            by_unit: components["schemas"]["UnitCount"][];
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Findings */
            findings: components["schemas"]["FindingShown"][];
        };
        /**
         * FindingShown
         * @description What a detector found; ``lines`` are the lines of history that show it, ``details`` hold no words.
         */
        FindingShown: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Lines */
            lines: number[];
            sign: components["schemas"]["Sign"];
            ticket: components["schemas"]["TicketListed"];
            unit: components["schemas"]["UnitNamed"] | null;
        };
        /**
         * FlowFault
         * @description What keeps a flow from being published: at which node, at which outcome or field, and which name is wrong.
         *
         *     ``code`` is one of ``no_start start_leads_nowhere leads_nowhere unreachable goes_round hangs_up case_unknown
         *     digits_unfit nothing_keyed category_missing own_line not_here prompt_missing queue_missing calendar_missing`` or
         *     ``bad_field``, where ``detail`` says what kind of value is wanted. ``sentence`` says it in English.
         */
        FlowFault: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Node */
            node: string;
            /** Place */
            place: string;
            /** Sentence */
            sentence: string;
        };
        /**
         * FlowFiguresView
         * @description What became of the callers of a version over some days.
         *
         *     ``visits`` that went on to a queue or heard the last sentence, the newest 20,000 at most (``is_cut``: there were
         *     more); ``ended`` counts them by how they ended: ``choice no_input no_match error passed told``. ``untold``: visits
         *     that fit several ways; they are in no node. ``hung_up``: callers who hung up before that, since the version came in
         *     force; null for one that is not. Seconds are those from entering the line to the menu's end.
         */
        FlowFiguresView: {
            /** Ended */
            ended: {
                [key: string]: number;
            };
            /** Hung Up */
            hung_up: number | null;
            /** Is Cut */
            is_cut: boolean;
            /** Nodes */
            nodes: {
                [key: string]: components["schemas"]["NodeFigures"];
            };
            /** P50 Seconds */
            p50_seconds: number | null;
            /** P95 Seconds */
            p95_seconds: number | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Untold */
            untold: number;
            /** Visits */
            visits: number;
        };
        /**
         * FlowHistory
         * @description The versions of a flow, newest first, at most 100; ``in_force`` is what callers hear, null before any was.
         */
        FlowHistory: {
            /** Code */
            code: string;
            /** In Force */
            in_force: number | null;
            /** Versions */
            versions: components["schemas"]["FlowSummary"][];
        };
        /**
         * FlowName
         * @description A menu: its code, the version in force (null before any was), and the registered lines that it leads.
         */
        FlowName: {
            /** Code */
            code: string;
            /** In Force */
            in_force: number | null;
            /** Lines */
            lines: string[];
        };
        /**
         * FlowNames
         * @description What a flow may name: recordings, by name with what they say (empty where not known), queues, calendars.
         *
         *     ``categories``: the first level of the classification, by code with its label.
         */
        FlowNames: {
            /** Calendars */
            calendars: string[];
            /** Categories */
            categories: {
                [key: string]: string;
            };
            /** Prompts */
            prompts: {
                [key: string]: string;
            };
            /** Queues */
            queues: string[];
        };
        /**
         * FlowSummary
         * @description One version; ``author`` and ``published_by`` are names, ``system`` for what was shipped.
         */
        FlowSummary: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            state: components["schemas"]["State"];
            /** Version */
            version: number;
        };
        /**
         * FlowTrial
         * @description The number that plays a version to whoever tries it, and until when.
         */
        FlowTrial: {
            /** Line */
            line: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * FlowVersion
         * @description One version with its content, the same as YAML, and what would keep it from being published today.
         */
        FlowVersion: {
            /** Author */
            author: string;
            /** Code */
            code: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Faults */
            faults: components["schemas"]["FlowFault"][];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            state: components["schemas"]["State"];
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * Ground
         * @description A ground on which a unit may send a ticket back, or a ticket is not accepted; a reason of a bad rating.
         */
        Ground: {
            /** Code */
            code: string;
            /** Label */
            label: string;
            /**
             * Text
             * @default
             */
            text: string;
        };
        /**
         * GroundShown
         * @description A ground, reason or template by code and label; ``text`` is what a citizen is told.
         */
        GroundShown: {
            /** Code */
            code: string;
            /** Label */
            label: string;
            /** Text */
            text: string;
        };
        /**
         * HandleRule
         * @description A limit for what it names; empty lists name everything. The first rule that fits counts.
         */
        HandleRule: {
            /**
             * Classes
             * @description codes of any level
             * @default []
             */
            classes: string[];
            /**
             * Kinds
             * @default []
             */
            kinds: components["schemas"]["Kind"][];
            limit: components["schemas"]["TimeLimit"];
            /**
             * Urgencies
             * @default []
             */
            urgencies: components["schemas"]["Urgency"][];
        };
        /**
         * HandlingRated
         * @description How satisfied he is with the handling, 5 (very) to 1 (not at all), whether it is resolved, and why not.
         */
        HandlingRated: {
            /** Code */
            code: string;
            /** Number */
            number: string;
            /**
             * Reasons
             * @default []
             */
            reasons: string[];
            /** Request Id */
            request_id: string;
            /** Resolved */
            resolved?: boolean | null;
            /** Score */
            score: number;
        };
        /**
         * HelpWanted
         * @description Why a supervisor is wanted.
         */
        HelpWanted: {
            /**
             * Reason
             * @default question
             */
            reason: string;
        };
        /**
         * HistoryLine
         * @description One act; ``reason`` and ``details`` are null where whoever asks may not read words.
         */
        HistoryLine: {
            act: components["schemas"]["Act"];
            /** Actor */
            actor: string;
            /** Actor Kind */
            actor_kind: string;
            /** Assignment */
            assignment: number | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            } | null;
            /** Number */
            number: number;
            /** Reason */
            reason: string | null;
            /** Round */
            round: number;
            /** State After */
            state_after: string;
            /** State Before */
            state_before: string;
            unit: components["schemas"]["UnitNamed"] | null;
        };
        /**
         * HotShown
         * @description A class with how often it came in the period before.
         */
        HotShown: {
            /** Before */
            before: number;
            /** Code */
            code: string;
            /** Count */
            count: number;
            /** Label */
            label: string;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * Indicator
         * @description One indicator: from ``zero_at`` (no points) to ``full_at`` (all of its weight), straight between them.
         */
        Indicator: {
            /** Full At */
            full_at: number;
            /**
             * Rate
             * @enum {string}
             */
            rate: "response_rate" | "in_time_rate" | "resolution_rate" | "satisfaction_rate" | "legality_rate" | "rework_rate" | "improper_rate";
            /** Weight */
            weight: number;
            /** Zero At */
            zero_at: number;
        };
        /**
         * IndicatorShown
         * @description An indicator of a scheme: its weight, and the shares at which it gives nothing and all of it.
         */
        IndicatorShown: {
            /** Formula */
            formula: string;
            /** Full At */
            full_at: number;
            /** Part */
            part: string;
            /** Rate */
            rate: string;
            /** Weight */
            weight: number;
            /** Whole */
            whole: string;
            /** Zero At */
            zero_at: number;
        };
        /**
         * Kind
         * @description What a citizen wants: 咨询 求助 投诉 举报 建议 表扬.
         * @enum {string}
         */
        Kind: "inquiry" | "help" | "complaint" | "report" | "suggestion" | "praise";
        /**
         * Labelled
         * @description How often something came.
         */
        Labelled: {
            /** Code */
            code: string;
            /** Count */
            count: number;
            /** Label */
            label: string;
        };
        /**
         * Level
         * @description Where a unit stands: 省 市 县区 镇街 村社区, and companies with public duties.
         * @enum {string}
         */
        Level: "province" | "city" | "district" | "street" | "community" | "enterprise";
        /**
         * LevelGiven
         * @description A class by code and label.
         */
        LevelGiven: {
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * Line
         * @description One number that citizens dial.
         *
         *     ``own`` and ``parallel_number`` are led by ``flow``. A caller of an ``absorbed`` line hears ``announcement`` (that
         *     the number is cancelled, for example) and waits in ``queue``; one of a ``sub_center`` is connected with
         *     ``transfer_to``. Where ``calendar`` is given both hold in its hours; at any other time a person of 12345 answers.
         *     ``also`` are forms in which the carrier sends the number. ``since`` and ``until`` are for the register: the last day
         *     on which the old number is connected.
         */
        Line: {
            /**
             * Also
             * @default []
             */
            also: string[];
            /** Announcement */
            announcement?: string | null;
            /** Calendar */
            calendar?: string | null;
            /**
             * Checks
             * @default []
             */
            checks: components["schemas"]["Check"][];
            /**
             * Flow
             * @default default
             */
            flow: string;
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language: "zh" | "yue" | "en";
            /**
             * Level
             * @default city
             * @enum {string}
             */
            level: "ministry" | "province" | "city" | "county";
            /**
             * Mode
             * @default own
             * @enum {string}
             */
            mode: "own" | "absorbed" | "parallel_number" | "sub_center";
            /** Name */
            name: string;
            /** Number */
            number: string;
            /**
             * Owner
             * @default
             */
            owner: string;
            /**
             * Queue
             * @default hotline_general
             */
            queue: string;
            /** Since */
            since?: string | null;
            /** Transfer To */
            transfer_to?: string | null;
            /** Until */
            until?: string | null;
        };
        /**
         * LineRegisterView
         * @description The register in force (version 0: none yet), whose and since when, and what a line may name.
         *
         *     ``dialled``: the numbers that this hotline was set up with; what calls them is answered with or without an entry.
         */
        LineRegisterView: {
            /** Calendars */
            calendars: string[];
            /** Dialled */
            dialled: string[];
            /** Flows */
            flows: string[];
            /** Lines */
            lines: components["schemas"]["Line"][];
            /** Prompts */
            prompts: {
                [key: string]: string;
            };
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Queues */
            queues: string[];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * ListBack
         * @description Why the version in force is taken back.
         */
        ListBack: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * Listener
         * @description A supervisor on the call.
         */
        Listener: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "monitor" | "whisper" | "barge";
            /** Supervisor */
            supervisor: string;
        };
        /**
         * ListenGrant
         * @description The right to play one call's recording for a short time, in this session alone; ``peaks`` are 0 to 1.
         */
        ListenGrant: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Grant */
            grant: string;
            /** Intervals */
            intervals: [
                string,
                string
            ][];
            /** Legs */
            legs: components["schemas"]["ListenLeg"][];
            /** Peaks */
            peaks: number[];
        };
        /**
         * ListenLeg
         * @description A file to play.
         */
        ListenLeg: {
            /**
             * Leg
             * @enum {string}
             */
            leg: "mixed" | "caller" | "to_caller" | "waiting" | "message" | "message2" | "message3";
            /** Seconds */
            seconds: number;
            /** Url */
            url: string;
        };
        /**
         * ListSummary
         * @description A list in force: how many rows, which version (0: as it was shipped), whose, since when and why.
         */
        ListSummary: {
            /** Name */
            name: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Rows */
            rows: number;
            /** Version */
            version: number;
        };
        /**
         * ListTrial
         * @description A text, and rows to read it by instead of those in force; without rows it is read by these.
         */
        ListTrial: {
            /** Content */
            content?: string[][] | null;
            /** Text */
            text: string;
        };
        /**
         * ListView
         * @description A list in force with its rows: key, what, value.
         */
        ListView: {
            /** Content */
            content: string[][];
            /** Name */
            name: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Rows */
            rows: number;
            /** Version */
            version: number;
        };
        /**
         * Login
         * @description Which phone: ``p`` a SIP phone, ``w`` the browser.
         */
        Login: {
            /**
             * Phone
             * @default p
             */
            phone: string;
        };
        /**
         * LookAsked
         * @description Why somebody looks at what he does not work on.
         */
        LookAsked: {
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "contact" | "quality_review" | "complaint_handling" | "dispute" | "legal_request" | "other";
        };
        /**
         * ManyDone
         * @description How many went through, and the code of what hindered each other one.
         */
        ManyDone: {
            /** Done */
            done: number;
            /** Failed */
            failed: {
                [key: string]: string;
            };
        };
        /**
         * Mark
         * @description What the caller said about it, if it matters.
         */
        Mark: {
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * MemberChange
         * @description An agent whose penalty in a queue becomes another; null: he is no member.
         */
        MemberChange: {
            /** After */
            after: number | null;
            /** Agent */
            agent: string;
            /** Before */
            before: number | null;
            /** Queue */
            queue: string;
        };
        /**
         * MessagePage
         * @description Messages that wait for an answer, the oldest first, or every one, the newest first.
         *
         *     ``waiting`` counts those that wait; ``next`` goes into ``before`` of the next question, null at the end.
         */
        MessagePage: {
            /** Messages */
            messages: components["schemas"]["MessageShown"][];
            /** Next */
            next: string | null;
            /** Waiting */
            waiting: number;
        };
        /**
         * MessageShown
         * @description One call that left messages: ``seconds`` of all of them, ``danger`` that their words tell of.
         *
         *     ``agent`` has taken it, ``conclusion`` once answered.
         */
        MessageShown: {
            /** Agent */
            agent: string | null;
            /** Ani */
            ani: string;
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Concluded At */
            concluded_at: string | null;
            conclusion: components["schemas"]["Conclusion"] | null;
            /** Confidential */
            confidential: boolean;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Danger */
            danger: ("police" | "fire" | "medical" | "traffic") | null;
            /** Language */
            language: string;
            /**
             * Left At
             * Format: date-time
             */
            left_at: string;
            /** Line */
            line: string;
            /** Mine */
            mine: boolean;
            /** Seconds */
            seconds: number;
        };
        /**
         * MetricView
         * @description One metric: of what, in which unit, its formula of counts, and where that comes from.
         */
        MetricView: {
            /** Formula */
            formula: string;
            /** Name */
            name: string;
            /** Source */
            source: string;
            /**
             * Subject
             * @enum {string}
             */
            subject: "calls" | "visits" | "agents";
            /**
             * Unit
             * @enum {string}
             */
            unit: "count" | "share" | "seconds";
        };
        /**
         * MonthContent
         * @description A month: counts, shares with their formulas, what came most, places; nothing that came fewer than five times.
         */
        MonthContent: {
            /** By Category */
            by_category: components["schemas"]["Named"][];
            /** By District */
            by_district: components["schemas"]["Named"][];
            /** By Kind */
            by_kind: {
                [key: string]: number;
            };
            /** Closed */
            closed: number;
            /** Direct */
            direct: number;
            /** Dispatched */
            dispatched: number;
            /** Formulas */
            formulas: {
                [key: string]: string;
            };
            /** Hot */
            hot: components["schemas"]["Named"][];
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
            /** Month */
            month: string;
            /** Received */
            received: number;
            /** Received Before */
            received_before: number;
            /** Refused */
            refused: number;
        };
        /**
         * MonthManaged
         * @description A month as it is counted now, and as it was published (null: it was not).
         */
        MonthManaged: {
            counted: components["schemas"]["PublicMonth"];
            /** Is Over */
            is_over: boolean;
            published: components["schemas"]["PublicMonth"] | null;
        };
        /**
         * Named
         * @description How often something came, and how often in the month before.
         */
        Named: {
            /** Before */
            before?: number | null;
            /** Count */
            count: number;
            /** Label */
            label: string;
        };
        /**
         * NewAccount
         * @description An account to make.
         */
        NewAccount: {
            /** Agent */
            agent?: string | null;
            /** Display Name */
            display_name: string;
            /** Grants */
            grants?: {
                [key: string]: components["schemas"]["Scope"];
            };
            /**
             * Language
             * @default zh-CN
             */
            language: string;
            /** Name */
            name: string;
            /** @default all */
            reach: components["schemas"]["Scope"];
            /** Roles */
            roles: string[];
            /** Team */
            team?: string | null;
            /** Unit */
            unit?: string | null;
        };
        /**
         * NewAnnouncements
         * @description Announcements to put in force in place of the version that was read (0: none), and why.
         */
        NewAnnouncements: {
            /** Announcements */
            announcements: components["schemas"]["Announcement"][];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewAnswer
         * @description A question and its answer, written so that nobody can be told from them.
         */
        NewAnswer: {
            /** Answer */
            answer: string;
            /** Question */
            question: string;
        };
        /**
         * NewCalendar
         * @description A calendar to put in force, in place of the version that was read, and why.
         */
        NewCalendar: {
            /**
             * Announced
             * @default []
             */
            announced: number[];
            /**
             * Days
             * @default {}
             */
            days: {
                [key: string]: components["schemas"]["SpecialDay"];
            };
            /** Reason */
            reason: string;
            /** Version */
            version: number;
            /** Weekly */
            weekly: {
                [key: string]: string[];
            };
        };
        /**
         * NewLines
         * @description A register to put in force in place of the version that was read (0: none), and why.
         */
        NewLines: {
            /** Lines */
            lines: components["schemas"]["Line"][];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewList
         * @description Rows to put in force in place of the version that was read (0: the shipped ones), and why.
         */
        NewList: {
            /** Content */
            content: string[][];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewObjection
         * @description What a unit objects to, and why.
         */
        NewObjection: {
            /** Reason */
            reason: string;
            /** Service Id */
            service_id: string;
            /** Unit */
            unit: string;
        };
        /**
         * NewOrganisation
         * @description An organisation to put in force in place of the version that was read (0: the shipped one), and why.
         */
        NewOrganisation: {
            content: components["schemas"]["Organisation"];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewPassword
         * @description The password now and the one from now on.
         */
        NewPassword: {
            /** New */
            new: string;
            /** Old */
            old: string;
        };
        /**
         * NewPrompt
         * @description A prompt to put in force in place of the version that was read (0: none), and why.
         *
         *     A language that is not named is not published: a shipped prompt has its shipped recording again.
         */
        NewPrompt: {
            /** Languages */
            languages: {
                [key: string]: components["schemas"]["NewSpoken"];
            };
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewQueueRules
         * @description Rules to keep as a new draft, and why: one sentence for whoever reads the history.
         */
        NewQueueRules: {
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Reason */
            reason: string;
        };
        /**
         * NewRules
         * @description Rules to put in force in place of the version that was read (0: the shipped ones), and why.
         */
        NewRules: {
            content: components["schemas"]["TicketRules"];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * NewScheme
         * @description A scheme to put in force in place of the version that was read (0: the shipped one), and why.
         */
        NewScheme: {
            /** Reason */
            reason: string;
            scheme: components["schemas"]["Scheme"];
            /** Version */
            version: number;
        };
        /**
         * NewSpoken
         * @description A prompt in one language: its words and the recording made of the words ``audio_of``; no ``audio``: none.
         */
        NewSpoken: {
            /**
             * Audio
             * @default
             */
            audio: string;
            /**
             * Audio Of
             * @default
             */
            audio_of: string;
            /**
             * Made
             * @default uploaded
             * @enum {string}
             */
            made: "uploaded" | "synthesised";
            /** Text */
            text: string;
        };
        /**
         * NewVersion
         * @description A content to keep as a new draft, and why: one sentence for whoever reads the history.
         */
        NewVersion: {
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Reason */
            reason: string;
        };
        /**
         * NodeFigures
         * @description How many callers came to a node, and how many left it by which outcome (``choices.1``, ``no_input`` ..).
         */
        NodeFigures: {
            /** Callers */
            callers: number;
            /** Outcomes */
            outcomes: {
                [key: string]: number;
            };
        };
        /**
         * Nothing
         * @description An empty body.
         */
        Nothing: Record<string, never>;
        /**
         * NoTicket
         * @description Why there is no ticket.
         */
        NoTicket: {
            /** Agent */
            agent: string;
            /** Reason */
            reason: string;
        };
        /**
         * NumberShown
         * @description The caller's whole number.
         */
        NumberShown: {
            /** Number */
            number: string;
        };
        /**
         * ObjectionDecided
         * @description Whether an objection is granted, and why.
         */
        ObjectionDecided: {
            /** Granted */
            granted: boolean;
            /** Note */
            note: string;
        };
        /**
         * ObjectionShown
         * @description An objection; ``decision``: empty, ``granted`` or ``denied``; ``opens``: whoever asks sees its ticket.
         */
        ObjectionShown: {
            /** Decided At */
            decided_at: string | null;
            /**
             * Decision
             * @enum {string}
             */
            decision: "" | "granted" | "denied";
            /** Decision Note */
            decision_note: string;
            /**
             * Filed At
             * Format: date-time
             */
            filed_at: string;
            /** Filed By */
            filed_by: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Opens */
            opens: boolean;
            /** Reason */
            reason: string;
            /** Service Id */
            service_id: string;
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * OfOne
         * @description What differs for one of several tickets; what is not given is that of all.
         */
        OfOne: {
            /** Assignment */
            assignment?: number | null;
            /**
             * Units
             * @default []
             */
            units: string[];
        };
        /**
         * OneTimePassword
         * @description A password for the next log-in, shown once.
         */
        OneTimePassword: {
            account: components["schemas"]["AccountShown"];
            /** Password */
            password: string;
        };
        /**
         * OpenDraftsFrame
         * @description The list of unfinished drafts changed.
         */
        OpenDraftsFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["DraftSummary"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "open_drafts";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * OpenOfUnit
         * @description How many tickets that are with units a unit leads, and in how many it assists and has not answered.
         */
        OpenOfUnit: {
            /** Assists */
            assists: number;
            /** Leads */
            leads: number;
            /** Unit */
            unit: string;
        };
        /**
         * Ordered
         * @description Why somebody else does it for the agent; goes into the audit.
         */
        Ordered: {
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * Organisation
         * @description Units and duties.
         */
        Organisation: {
            /**
             * Duties
             * @default []
             */
            duties: components["schemas"]["Duty"][];
            /** Units */
            units: components["schemas"]["Unit"][];
            /**
             * Version
             * @default 1
             */
            version: number;
        };
        /**
         * OrganisationView
         * @description The organisation in force.
         */
        OrganisationView: {
            content: components["schemas"]["Organisation"];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /**
             * Version
             * @description 0: as it was shipped
             */
            version: number;
        };
        /**
         * Party
         * @description On whose behalf a citizen speaks.
         * @enum {string}
         */
        Party: "citizen" | "enterprise";
        /**
         * PauseFor
         * @description Why, as one of the catalogue's codes.
         */
        PauseFor: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Reason */
            reason: string;
        };
        /**
         * PauseTime
         * @description Pauses of a day for one reason: seconds together.
         */
        PauseTime: {
            /** Reason */
            reason: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * PersonNamed
         * @description Somebody by the name that he logs in with and the one that is shown.
         */
        PersonNamed: {
            /** Display Name */
            display_name: string;
            /** Name */
            name: string;
        };
        /**
         * PhoneClaim
         * @description The softphone window that owns the agent's browser phone.
         */
        PhoneClaim: {
            /**
             * Claimed At
             * Format: date-time
             */
            claimed_at: string;
            /** Label */
            label: string;
            /**
             * Window
             * Format: uuid
             */
            window: string;
        };
        /**
         * PhoneCredentials
         * @description What the window registers with. ``ice`` are servers for its audio: none, both sides know their addresses.
         */
        PhoneCredentials: {
            /** Agent */
            agent: string;
            /**
             * Claimed At
             * Format: date-time
             */
            claimed_at: string;
            /** Ice */
            ice: string[];
            /** Label */
            label: string;
            /** Password */
            password: string;
            /** Uri */
            uri: string;
            /** User */
            user: string;
            /**
             * Window
             * Format: uuid
             */
            window: string;
            /** Ws */
            ws: string;
        };
        /**
         * PhoneFrame
         * @description Another window owns the phone.
         */
        PhoneFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["PhoneClaim"] | null;
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "phone";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * PingFrame
         * @description Sent every 10 s; the client answers ``{"type": "pong"}``.
         */
        PingFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["Nothing"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "ping";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * Played
         * @description A content, and what a caller does in it: keys or digits, ``silence``, ``error`` (nothing plays), ``hang_up``.
         *
         *     Where the ticket service is asked, its answer: a state, or ``unknown``; where he may speak, ``words:`` and what he
         *     says. ``language`` and ``open_ticket`` are what the books know of the caller. ``at`` is when he calls (now, when it
         *     is not given; a moment without a zone is China's), ``line`` the number that he dials, ``caller`` what kind of number
         *     he calls from.
         */
        Played: {
            /** At */
            at?: string | null;
            /**
             * Caller
             * @default mobile
             * @enum {string}
             */
            caller: "mobile" | "landline" | "service" | "abroad" | "hidden";
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Does */
            does: string[];
            /**
             * Language
             * @default
             * @enum {string}
             */
            language: "" | "zh" | "yue" | "en";
            /**
             * Line
             * @default 12345
             */
            line: string;
            /**
             * Open Ticket
             * @default
             * @enum {string}
             */
            open_ticket: "" | "yes" | "no";
        };
        /**
         * PlayedCall
         * @description A call that was played.
         *
         *     ``ended`` is ``choice no_input no_match error`` or ``passed`` (nothing was asked) on the way to a queue, ``told``
         *     when the hotline hung up after its last sentence, ``transferred`` to ``number`` outside, ``hang_up`` when he did;
         *     empty while it is his turn.
         */
        PlayedCall: {
            /** Ended */
            ended: string;
            /** Language */
            language: string;
            /** Number */
            number: string;
            /** Path */
            path: string;
            /** Priority */
            priority: number;
            /** Queue */
            queue: string;
            /** Steps */
            steps: components["schemas"]["PlayedStep"][];
        };
        /**
         * PlayedStep
         * @description Where the caller is, what he hears, how many seconds he has for a key, and what he does; empty: his turn.
         *
         *     ``asks`` is what is waited for: ``key``, ``digits``, ``words``, ``ticket`` (what the ticket service says), empty for
         *     nothing.
         */
        PlayedStep: {
            /** Asks */
            asks: string;
            /** Does */
            does: string;
            /** Hears */
            hears: string[];
            /** Node */
            node: string;
            /** Waits Seconds */
            waits_seconds: number;
        };
        /**
         * PointShown
         * @description What an indicator gave: its rate, the points, out of how many; without a rate it counts nothing.
         */
        PointShown: {
            /** Points */
            points: number;
            /** Rate */
            rate: string;
            /** Value */
            value: number | null;
            /** Weight */
            weight: number;
        };
        /**
         * PrefillFigures
         * @description Figures of pre-fill by field, and of writing.
         */
        PrefillFigures: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Fields */
            fields: components["schemas"]["FieldRow"][];
            /** Writing */
            writing: components["schemas"]["WritingRow"][];
        };
        Problem: {
            code: string;
            retryable?: boolean;
            status: number;
            title: string;
            type: string;
        };
        /**
         * ProgressAsked
         * @description Number and query code, as the citizen was told them.
         */
        ProgressAsked: {
            /** Code */
            code: string;
            /** Number */
            number: string;
        };
        /**
         * ProgressShown
         * @description How a ticket stands; ``reply`` once it is answered. ``can_rate``: it is answered and was not rated yet.
         */
        ProgressShown: {
            /**
             * Bad Score
             * @description from this score down he is asked for reasons
             */
            bad_score: number;
            /** Can Rate */
            can_rate: boolean;
            /** Closed At */
            closed_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Reasons */
            reasons: components["schemas"]["ReasonOffered"][];
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Reply */
            reply: string;
            /** Score */
            score: number | null;
            /** Service Id */
            service_id: string;
            state: components["schemas"]["TicketState"];
            /** Unit */
            unit: string;
        };
        /**
         * PromptList
         * @description Every prompt of the hotline, the operator's own first; ``synthesis``: an engine can speak words.
         */
        PromptList: {
            /** Prompts */
            prompts: components["schemas"]["PromptView"][];
            /** Synthesis */
            synthesis: boolean;
        };
        /**
         * PromptView
         * @description A prompt by its name; ``version`` 0: as shipped. ``used_by``: nodes, lines and announcements that play it.
         */
        PromptView: {
            /** Languages */
            languages: {
                [key: string]: components["schemas"]["SpokenView"];
            };
            /** Name */
            name: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Used By */
            used_by: string[];
            /** Version */
            version: number;
        };
        /**
         * PublicAnswer
         * @description A question and its answer.
         */
        PublicAnswer: {
            /** Answer */
            answer: string;
            /** Category */
            category: string;
            /** Id */
            id: string;
            /**
             * Published At
             * Format: date-time
             */
            published_at: string;
            /** Question */
            question: string;
            /** Unit */
            unit: string;
        };
        /**
         * PublicClass
         * @description A class that has answers.
         */
        PublicClass: {
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * PublicMonth
         * @description A month as it was published; ``revision`` 0: not yet, counted now.
         */
        PublicMonth: {
            content: components["schemas"]["MonthContent"];
            /** Published At */
            published_at: string | null;
            /** Revision */
            revision: number;
        };
        /**
         * PublicPage
         * @description What everybody finds: answers (the newest first), the classes that have some, the months that are published.
         */
        PublicPage: {
            /** Answers */
            answers: components["schemas"]["PublicAnswer"][];
            /** Classes */
            classes: components["schemas"]["PublicClass"][];
            /** Months */
            months: string[];
        };
        /**
         * QueueChoice
         * @description A queue with its name, how many wait in it and how many of its agents are ready.
         */
        QueueChoice: {
            /** Name */
            name: string;
            /** Queue */
            queue: string;
            /** Ready */
            ready: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * QueueRulesBoard
         * @description The rules in force with their history, newest first, and what rules may name.
         */
        QueueRulesBoard: {
            /** Agents */
            agents: string[];
            /** Calendars */
            calendars: string[];
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** In Force */
            in_force: number | null;
            /**
             * Now
             * Format: date-time
             */
            now: string;
            on_switch: components["schemas"]["RulesOnSwitch"] | null;
            /** Prompts */
            prompts: {
                [key: string]: string;
            };
            surge: components["schemas"]["SurgeState"];
            /** Versions */
            versions: components["schemas"]["QueueRulesSummary"][];
        };
        /**
         * QueueRulesFault
         * @description What is wrong with rules: at which queue (empty: none), place and name.
         *
         *     ``code`` is one of ``queueing.rules.soundness.SENTENCES`` or ``bad_field``, ``sentence`` says it in English. A
         *     warning keeps nothing from being published.
         */
        QueueRulesFault: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Place */
            place: string;
            /** Queue */
            queue: string;
            /** Sentence */
            sentence: string;
            /** Warning */
            warning: boolean;
        };
        /**
         * QueueRulesSummary
         * @description One version; ``author`` and ``published_by`` are names, ``system`` for what the switch was set up with.
         */
        QueueRulesSummary: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            state: components["schemas"]["State"];
            /** Version */
            version: number;
        };
        /**
         * QueueRulesVersion
         * @description One version with its content.
         */
        QueueRulesVersion: {
            /** Author */
            author: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            state: components["schemas"]["State"];
            /** Version */
            version: number;
        };
        /**
         * QueuesFrame
         * @description The queues changed; at most twice a second.
         */
        QueuesFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["QueueView"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "queues";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * QueueView
         * @description Who waits in a queue and who works in it; ``name`` as the rules have it.
         */
        QueueView: {
            /** Logged In */
            logged_in: number;
            /** Longest Since */
            longest_since: string | null;
            /** Name */
            name: string;
            /** Queue */
            queue: string;
            /** Ready */
            ready: number;
            /** Talking */
            talking: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * RateShown
         * @description A rate with its formula: ``part`` and ``whole`` are the counts on either side of it.
         */
        RateShown: {
            /** Formula */
            formula: string;
            /** Part */
            part: string;
            /** Rate */
            rate: string;
            /** Whole */
            whole: string;
        };
        /**
         * ReaderNamed
         * @description The log-in name of whoever may see a confidential ticket.
         */
        ReaderNamed: {
            /** Name */
            name: string;
        };
        /**
         * Reason
         * @description Why a contact ends without a ticket.
         * @enum {string}
         */
        "Reason-Output": "answered" | "no_voice" | "wrong_number" | "dropped" | "out_of_scope" | "transferred" | "harassment" | "test" | "other";
        /**
         * ReasonOffered
         * @description A reason that he can choose.
         */
        ReasonOffered: {
            /** Code */
            code: string;
            /** Label */
            label: string;
        };
        /**
         * ReasonShown
         * @description Why a unit is suggested: ``duty history proposed`` and what belongs into the sentence.
         */
        ReasonShown: {
            /** Code */
            code: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
        };
        /**
         * RecordingLeg
         * @description One file of a recording; ``file`` is relative to the folder of recordings.
         */
        RecordingLeg: {
            /** Bytes */
            bytes: number;
            /** File */
            file: string;
            /** Seconds */
            seconds: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * Recounted
         * @description What is counted for a unit now.
         */
        Recounted: {
            /** Score */
            score: number | null;
            /** Tally */
            tally: {
                [key: string]: number;
            };
        };
        /**
         * RelatedTicket
         * @description Another ticket of the same matter or caller.
         */
        RelatedTicket: {
            /** Category */
            category: string;
            /** District */
            district: string | null;
            /** Leads */
            leads: number;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Service Id */
            service_id: string;
            state: components["schemas"]["TicketState"];
        };
        /**
         * RepeatCalls
         * @description Calls of the same number before this one: of the same day, within 7 and 30 days.
         */
        RepeatCalls: {
            /** Days7 */
            days7: number;
            /** Days30 */
            days30: number;
            /** Today */
            today: number;
        };
        /**
         * ReportRow
         * @description Counts and metrics of one interval and one key (empty: everything); a metric of nothing is null.
         */
        ReportRow: {
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /**
             * End
             * Format: date-time
             */
            end: string;
            /** Key */
            key: string;
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
            /**
             * Start
             * Format: date-time
             */
            start: string;
        };
        /**
         * ReportView
         * @description A report, as it stood at ``at``; ``total`` is all of it together, ``peak`` the hours that count as such.
         */
        ReportView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Peak */
            peak: string[];
            /** Rows */
            rows: components["schemas"]["ReportRow"][];
            total: components["schemas"]["ReportRow"];
        };
        /**
         * RevisionShown
         * @description A report as it was issued: which of them, by whom (a log-in name) and when.
         */
        RevisionShown: {
            /**
             * Issued At
             * Format: date-time
             */
            issued_at: string;
            /** Issued By */
            issued_by: string;
            /** Revision */
            revision: number;
        };
        /**
         * Role
         * @description Of the units that have a ticket one leads; each other one gives its own answer.
         * @enum {string}
         */
        Role: "lead" | "assisting";
        /**
         * RoleShown
         * @description One role; roles with the same ``excludes`` cannot stand on one account.
         */
        RoleShown: {
            /** Excludes */
            excludes: string;
            /** Grants */
            grants: {
                [key: string]: components["schemas"]["Scope"];
            };
            /** Role */
            role: string;
            /** Second Factor */
            second_factor: boolean;
        };
        /**
         * RolesShown
         * @description All roles.
         */
        RolesShown: {
            /** Roles */
            roles: components["schemas"]["RoleShown"][];
        };
        /**
         * RulesOnSwitch
         * @description What the switch was told last and when it was compared; ``drifts``: how often it was not so and was put right.
         */
        RulesOnSwitch: {
            /**
             * Compared At
             * Format: date-time
             */
            compared_at: string;
            /** Drifted At */
            drifted_at: string | null;
            /** Drifts */
            drifts: number;
            /** Version */
            version: number;
        };
        /**
         * RulesReplaced
         * @description The version that these rules were drawn from; where another one is in force by now nothing is published.
         */
        RulesReplaced: {
            /** In Force */
            in_force?: number | null;
        };
        /**
         * RulesTakenBack
         * @description Which version is taken back, and why; it has to be the one in force.
         */
        RulesTakenBack: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * RulesView
         * @description The rules in force, and the classes that they can name.
         */
        RulesView: {
            /** Classes */
            classes: components["schemas"]["ClassShown"][];
            content: components["schemas"]["TicketRules"];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /**
             * Version
             * @description 0: as it was shipped
             */
            version: number;
        };
        /**
         * Said
         * @description A unit's send-back: on which ground, and how it was decided (``accepted refused open``).
         */
        Said: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Decided */
            decided: string;
            /** Ground */
            ground: string;
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * Scheme
         * @description Indicators with their weights; a score is out of 100.
         */
        Scheme: {
            /** Indicators */
            indicators: components["schemas"]["Indicator"][];
            /**
             * Version
             * @default 1
             * @constant
             */
            version: 1;
        };
        /**
         * SchemeBack
         * @description Why the version in force is taken back.
         */
        SchemeBack: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * SchemeShown
         * @description A version of the scheme; 0 is the shipped one.
         */
        SchemeShown: {
            /** Indicators */
            indicators: components["schemas"]["IndicatorShown"][];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * SchemeVersion
         * @description A version of the scheme in its history, with what it says.
         */
        SchemeVersion: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Indicators */
            indicators: components["schemas"]["IndicatorShown"][];
            /** Published At */
            published_at: string | null;
            /** Reason */
            reason: string;
            /** State */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * SchemeView
         * @description The scheme in force, and every rate that an indicator can be made of.
         */
        SchemeView: {
            /** Indicators */
            indicators: components["schemas"]["IndicatorShown"][];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string;
            /** Rates */
            rates: components["schemas"]["RateShown"][];
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * Scope
         * @description How far a grant reaches, from one's own to everything.
         * @enum {string}
         */
        Scope: "own" | "team" | "queue" | "unit" | "all";
        /**
         * SessionView
         * @description The session of whoever asks. ``expires_at``: when it ends if nothing more is done.
         */
        SessionView: {
            account?: components["schemas"]["AccountView"] | null;
            /** Authenticated */
            authenticated: boolean;
            /**
             * Calls
             * @description whether those of calls are: the ticket service alone has none
             */
            calls: boolean;
            /** Csrf */
            csrf?: string | null;
            /** Demonstration */
            demonstration: boolean;
            /** Expires At */
            expires_at?: string | null;
            /** Idle Seconds */
            idle_seconds: number;
            /** Region */
            region: string;
            step?: components["schemas"]["Step"] | null;
            /**
             * Tickets
             * @description whether the pages of the ticket service are here
             */
            tickets: boolean;
            /** Version */
            version: string;
        };
        /**
         * SetupView
         * @description A second factor to scan (``svg``) or type (``secret``).
         */
        SetupView: {
            /** Secret */
            secret: string;
            /** Svg */
            svg: string;
            /** Uri */
            uri: string;
        };
        /**
         * Sign
         * @description What a detector found; the values are API.
         * @enum {string}
         */
        Sign: "overdue" | "not_acknowledged" | "step_late" | "reworked_often" | "passed_often" | "closed_without_contact" | "false_contact" | "improper_send_back";
        /**
         * SimilarTicket
         * @description A ticket that may be about the same matter; ``likeness`` 0..1.
         */
        SimilarTicket: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Likeness */
            likeness: number;
            /** Service Id */
            service_id: string | null;
            /** Status */
            status: string | null;
            /** Summary */
            summary: string;
            /**
             * Ticket Id
             * Format: uuid
             */
            ticket_id: string;
        };
        /**
         * Snapshot
         * @description Everything that the desktop shows, at one moment.
         */
        Snapshot: {
            agent: components["schemas"]["AgentView"] | null;
            /** Alarms */
            alarms: components["schemas"]["Alarm"][];
            call: components["schemas"]["DeskCall"] | null;
            draft: components["schemas"]["Draft"] | null;
            figures: components["schemas"]["Figures"];
            /** Open Drafts */
            open_drafts: components["schemas"]["DraftSummary"][];
            phone: components["schemas"]["PhoneClaim"] | null;
            /** Queues */
            queues: components["schemas"]["QueueView"][];
            /** Words */
            words: components["schemas"]["Utterance"][];
        };
        /**
         * SnapshotFrame
         * @description First frame, and answer to ``{"type": "snapshot"}``.
         */
        SnapshotFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["Snapshot"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "snapshot";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * Span
         * @description From one moment or date to another, as they were said.
         */
        Span: {
            /** From */
            from: string;
            /** To */
            to: string;
        };
        /**
         * SpecialDay
         * @description A day that does not follow its weekday: a holiday, or a working day with the hours of another weekday.
         */
        SpecialDay: {
            /**
             * Hours Of
             * @default mon
             * @enum {string}
             */
            hours_of: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
            /**
             * Kind
             * @enum {string}
             */
            kind: "holiday" | "workday";
            /**
             * Name
             * @default
             */
            name: string;
        };
        /**
         * SpokenView
         * @description A prompt in one language.
         *
         *     ``text``: its words, those shipped where none are published. ``audio``: SHA-256 of the published recording, empty
         *     where there is none; ``audio_of``: the words it was made of. ``state``: ``missing`` (no recording: that of another
         *     language is heard), ``outdated`` (the words changed since), ``demonstration`` (the voice that is shipped),
         *     ``synthesised`` or ``recorded``. ``heard``: the language whose recording a caller hears, null when there is none.
         */
        SpokenView: {
            /** Audio */
            audio: string;
            /** Audio Of */
            audio_of: string;
            /** Heard */
            heard: ("zh" | "yue" | "en") | null;
            /**
             * Made
             * @enum {string}
             */
            made: "uploaded" | "synthesised";
            /** Seconds */
            seconds: number;
            /**
             * State
             * @enum {string}
             */
            state: "missing" | "outdated" | "demonstration" | "synthesised" | "recorded";
            /** Text */
            text: string;
        };
        /**
         * State
         * @description State of one version; the values are API.
         * @enum {string}
         */
        State: "draft" | "validated" | "published" | "superseded" | "rolled_back";
        /**
         * Step
         * @description What a person with the right password still has to do.
         * @enum {string}
         */
        Step: "totp" | "totp_setup" | "password";
        /**
         * Stuck
         * @description A ticket for the joint meeting, with the units that said that it is not theirs.
         */
        Stuck: {
            /** Said */
            said: components["schemas"]["Said"][];
            ticket: components["schemas"]["TicketListed"];
        };
        /**
         * Submit
         * @description Fields as the agent sees them; ``request_id`` makes a second press of the key harmless.
         */
        Submit: {
            /** Agent */
            agent: string;
            /** Fields */
            fields?: {
                [key: string]: unknown;
            };
            /** Request Id */
            request_id: string;
        };
        /**
         * SurgeBoard
         * @description The profiles, and which of them is on.
         */
        SurgeBoard: {
            /**
             * Now
             * Format: date-time
             */
            now: string;
            /** Profiles */
            profiles: components["schemas"]["SurgeProfile"][];
            /** Surge */
            surge: string;
            /** Until */
            until: string | null;
            /** Version */
            version: number;
        };
        /**
         * SurgeProfile
         * @description A profile that can be switched on.
         */
        SurgeProfile: {
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /**
         * SurgeState
         * @description The surge profile that is on (empty: none) and until when; ``version`` 0: nobody ever switched one.
         */
        SurgeState: {
            /** Surge */
            surge: string;
            /** Until */
            until: string | null;
            /** Version */
            version: number;
        };
        /**
         * SurgeSwitch
         * @description A surge profile to switch on until a time, or null to switch it off; ``version`` as it was read, and why.
         */
        SurgeSwitch: {
            /** Reason */
            reason: string;
            /** Surge */
            surge: string | null;
            /** Until */
            until?: string | null;
            /** Version */
            version: number;
        };
        /**
         * TakenBack
         * @description Which version is taken back, and why; it has to be the one in force.
         */
        TakenBack: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /**
         * Template
         * @description A reply to begin with; what stays of it as it is, is no answer to anybody's matter, and is marked.
         */
        Template: {
            /** Code */
            code: string;
            /** Label */
            label: string;
            /** Text */
            text: string;
        };
        /**
         * Text
         * @description A flow as YAML.
         */
        Text: {
            /** Text */
            text: string;
        };
        /**
         * Ticket
         * @description A submitted ticket.
         */
        Ticket: {
            /** Agent */
            agent: string;
            /** Call Id */
            call_id: string | null;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Fields */
            fields: {
                [key: string]: components["schemas"]["DraftField"];
            };
            /** Handed Over At */
            handed_over_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Request Id */
            request_id: string;
            /** Service Id */
            service_id: string | null;
        };
        /**
         * TicketCatalogue
         * @description What pages offer: units, classes, grounds, and limits that people are told.
         */
        TicketCatalogue: {
            /** Bad Score */
            bad_score: number;
            /** Classes */
            classes: components["schemas"]["ClassShown"][];
            /** Districts */
            districts: string[];
            /** Extensions */
            extensions: number;
            /** Follow Up Tries */
            follow_up_tries: number;
            /** Refusal Grounds */
            refusal_grounds: components["schemas"]["GroundShown"][];
            /** Reply Templates */
            reply_templates: components["schemas"]["GroundShown"][];
            /** Send Back Grounds */
            send_back_grounds: components["schemas"]["GroundShown"][];
            /** Send Backs */
            send_backs: number;
            /** Survey Reasons */
            survey_reasons: components["schemas"]["GroundShown"][];
            /** Suspension Days */
            suspension_days: number;
            /** Units */
            units: components["schemas"]["UnitShown"][];
        };
        /**
         * TicketCounts
         * @description How many tickets each view holds.
         */
        TicketCounts: {
            /** Counts */
            counts: {
                [key: string]: number;
            };
        };
        /**
         * TicketFigures
         * @description The figures of a period, as they stood at ``at``; ``before``: those of the same time before it.
         */
        TicketFigures: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            before: components["schemas"]["Figured"];
            /** Bursts */
            bursts: components["schemas"]["BurstShown"][];
            /** By Category */
            by_category: components["schemas"]["Labelled"][];
            /** By Day */
            by_day: components["schemas"]["DayShown"][];
            /** By District */
            by_district: components["schemas"]["Labelled"][];
            /** By Hour */
            by_hour: number[];
            /** By Kind */
            by_kind: components["schemas"]["Labelled"][];
            /** Clocks */
            clocks: components["schemas"]["ClockFigures"][];
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Districts */
            districts: string[];
            /** Hot */
            hot: components["schemas"]["HotShown"][];
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
            /** Open */
            open: number;
            /** Overdue */
            overdue: number;
            /**
             * Reasons
             * @description why citizens were not satisfied, the most first
             */
            reasons: components["schemas"]["Labelled"][];
            /** States */
            states: {
                [key: string]: number;
            };
            /** Units */
            units: components["schemas"]["UnitFigures"][];
        };
        /**
         * TicketListed
         * @description A ticket in a list.
         */
        TicketListed: {
            /**
             * Assignment
             * @description of the unit of whoever asks: sent with an act on many
             */
            assignment?: number | null;
            /**
             * Called Again
             * @description he called again behind the answer, and nobody has asked him why yet
             */
            called_again: boolean;
            /**
             * Category
             * @description labels from the first level down
             */
            category: string[];
            /** @description the next one to end */
            clock: components["schemas"]["ClockShown"] | null;
            /** Confidential */
            confidential: boolean;
            /**
             * Discontent
             * @description he rated it badly, or said that it is not resolved
             */
            discontent: boolean;
            /** District */
            district: string | null;
            /** Due At */
            due_at: string | null;
            /**
             * Handler
             * @description who handles it there
             * @default
             */
            handler: string;
            kind: components["schemas"]["Kind"];
            lead: components["schemas"]["UnitNamed"] | null;
            /** Leads */
            leads: number;
            /** Level */
            level: number;
            /** Main */
            main: string;
            /**
             * Mine
             * @description and that is whoever asks
             */
            mine: boolean;
            /** Passes */
            passes: number;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Reminders */
            reminders: number;
            /** Requests */
            requests: ("extension" | "suspension")[];
            /** Reworks */
            reworks: number;
            /** Score */
            score: number | null;
            /** Send Backs */
            send_backs: number;
            /** Service Id */
            service_id: string;
            state: components["schemas"]["TicketState"];
            /** Street */
            street: string | null;
            /** @description for dispatchers, of what is to be dispatched: the unit that it may belong to first */
            suggested?: components["schemas"]["CandidateShown"] | null;
            /** Summary */
            summary: string | null;
            /**
             * Taken
             * @description somebody follows it up
             */
            taken: boolean;
            urgency: components["schemas"]["Urgency"];
        };
        /**
         * TicketMetric
         * @description One figure: its formula of counts and where it comes from.
         */
        TicketMetric: {
            /** Formula */
            formula: string;
            /** Name */
            name: string;
            /** Source */
            source: string;
        };
        /**
         * TicketNumber
         * @description Number of a ticket.
         */
        TicketNumber: {
            /** Service Id */
            service_id: string | null;
        };
        /**
         * TicketPage
         * @description A part of a list; ``next`` goes into ``after`` of the next question, empty at the end.
         */
        TicketPage: {
            /** Next */
            next: string;
            /** Tickets */
            tickets: components["schemas"]["TicketListed"][];
        };
        /**
         * TicketRules
         * @description Everything that is decided about the life of a ticket.
         */
        TicketRules: {
            acknowledge: components["schemas"]["ByUrgency"];
            /**
             * Archive Days
             * @description behind the answer; so long he can rate it
             * @default 15
             */
            archive_days: number;
            /**
             * Bad Score
             * @description this and less is a bad rating
             * @default 2
             */
            bad_score: number;
            /**
             * Calendar
             * @default office
             */
            calendar: string;
            /**
             * Case Classes
             * @description classes of mediation and law enforcement
             * @default []
             */
            case_classes: string[];
            /**
             * Contact Kinds
             * @description kinds that are not answered without speaking first
             * @default []
             */
            contact_kinds: components["schemas"]["Kind"][];
            decide: components["schemas"]["TimeLimit"];
            dispatch: components["schemas"]["ByUrgency"];
            /**
             * Extensions
             * @default 2
             */
            extensions: number;
            /** @description danger: until the first feedback */
            feedback: components["schemas"]["TimeLimit"];
            follow_up: components["schemas"]["TimeLimit"];
            /**
             * Follow Up Tries
             * @default 3
             */
            follow_up_tries: number;
            /** Handle */
            handle: components["schemas"]["HandleRule"][];
            /**
             * Passes
             * @description with this one it is escalated
             * @default 3
             */
            passes: number;
            /** Refusal Grounds */
            refusal_grounds: components["schemas"]["Ground"][];
            /**
             * Reply Templates
             * @default []
             */
            reply_templates: components["schemas"]["Template"][];
            review: components["schemas"]["TimeLimit"];
            /**
             * @description from a bad rating until it goes back to the unit
             * @default {
             *       "amount": 1,
             *       "unit": "working_days"
             *     }
             */
            rework: components["schemas"]["TimeLimit"];
            /**
             * Reworks
             * @description with this one it is escalated, and the last
             * @default 3
             */
            reworks: number;
            /** Send Back Grounds */
            send_back_grounds: components["schemas"]["Ground"][];
            /** @description from the dispatch; later a unit has to handle it */
            send_back_within: components["schemas"]["TimeLimit"];
            /**
             * Send Backs
             * @description the one of this number is escalated; then none
             * @default 3
             */
            send_backs: number;
            /**
             * @description from a supervision until the unit says what it does
             * @default {
             *       "amount": 3,
             *       "unit": "working_days"
             *     }
             */
            supervise: components["schemas"]["TimeLimit"];
            /**
             * Survey Reasons
             * @description why a citizen is not satisfied: offered in the follow-up and on his page
             * @default []
             */
            survey_reasons: components["schemas"]["Ground"][];
            /**
             * Suspension Days
             * @description working days for which one may be asked
             * @default 30
             */
            suspension_days: number;
            /**
             * Version
             * @default 1
             * @constant
             */
            version: 1;
            /**
             * Warn Share
             * @description of a limit; then it is warned
             * @default 0.8
             */
            warn_share: number;
        };
        /**
         * Reason
         * @description Why a contact ends without a ticket.
         * @enum {string}
         */
        tickets__intake__types__Reason: "answered" | "no_voice" | "wrong_number" | "dropped" | "out_of_scope" | "transferred" | "harassment" | "test" | "other";
        /**
         * TicketState
         * @description Where a ticket stands in the service.
         * @enum {string}
         */
        TicketState: "accepted" | "dispatched" | "handling" | "suspended" | "sent_back" | "replied" | "closed" | "not_accepted" | "joined" | "archived";
        /**
         * TicketView
         * @description A ticket with everything that whoever asks may see.
         *
         *     ``words``: ``shown``, ``on_request`` (state a purpose), or ``withheld``; ``number`` tells it of the caller's.
         *     ``kept``: everything personal is kept from whoever asks, because it is confidential; who works on it is told by
         *     log-in name who can name ``readers`` of it (``trusted``), a dispatcher also who can review its reply.
         */
        TicketView: {
            /**
             * Accepted At
             * Format: date-time
             */
            accepted_at: string;
            /** Acts Seen */
            acts_seen: number;
            /** Agent */
            agent: string;
            /**
             * Assignment
             * @description of the unit of whoever asks: sent with an act on many
             */
            assignment?: number | null;
            /** Assignments */
            assignments: components["schemas"]["AssignmentShown"][];
            /** Call Id */
            call_id: string | null;
            /** Call Satisfaction */
            call_satisfaction: number | null;
            /**
             * Called Again
             * @description he called again behind the answer, and nobody has asked him why yet
             */
            called_again: boolean;
            /** Candidates */
            candidates: components["schemas"]["CandidateShown"][];
            /**
             * Category
             * @description labels from the first level down
             */
            category: string[];
            /** Category Codes */
            category_codes: string[];
            /** @description the next one to end */
            clock: components["schemas"]["ClockShown"] | null;
            /** Clocks */
            clocks: components["schemas"]["ClockShown"][];
            /** Closed At */
            closed_at: string | null;
            /** Closing */
            closing: string;
            /** Community */
            community: string | null;
            /** Company */
            company: string | null;
            /** Confidential */
            confidential: boolean;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Danger Words */
            danger_words: string[];
            /** Description */
            description: string | null;
            /**
             * Discontent
             * @description he rated it badly, or said that it is not resolved
             */
            discontent: boolean;
            /** District */
            district: string | null;
            /** Due At */
            due_at: string | null;
            /** Extension Asked */
            extension_asked: number;
            /** Fed Back */
            fed_back: boolean;
            /** Files */
            files: components["schemas"]["FileShown"][];
            /** Follow Up Tries */
            follow_up_tries: number;
            /** Followed Up */
            followed_up: boolean;
            /** Handed Over */
            handed_over: string[];
            /**
             * Handler
             * @description who handles it there
             * @default
             */
            handler: string;
            /** Happened At */
            happened_at: string | null;
            /** History */
            history: components["schemas"]["HistoryLine"][];
            /** Is Case */
            is_case: boolean;
            /** Is Final */
            is_final: boolean;
            /** Joined */
            joined: components["schemas"]["RelatedTicket"][];
            /** Kept */
            kept: boolean;
            kind: components["schemas"]["Kind"];
            /** Language */
            language: string | null;
            lead: components["schemas"]["UnitNamed"] | null;
            /** Leads */
            leads: number;
            /** Level */
            level: number;
            /** Line */
            line: string | null;
            /** Main */
            main: string;
            /** Masked Number */
            masked_number: string;
            /** May Add Files */
            may_add_files: boolean;
            /**
             * Mine
             * @description and that is whoever asks
             */
            mine: boolean;
            /**
             * Number
             * @enum {string}
             */
            number: "on_request" | "withheld";
            /** Offers */
            offers: components["schemas"]["ActOffered"][];
            /** Party */
            party: string | null;
            /** Passes */
            passes: number;
            /** Place */
            place: string | null;
            /** Readers */
            readers: string[];
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Reminders */
            reminders: number;
            /** Reply */
            reply: string | null;
            /** Request */
            request: string | null;
            /** Requests */
            requests: ("extension" | "suspension")[];
            /** Resolved */
            resolved: boolean | null;
            /** Reviewers */
            reviewers: string[] | null;
            /** Reworks */
            reworks: number;
            /** Round */
            round: number;
            /** Same Caller */
            same_caller: components["schemas"]["RelatedTicket"][];
            /** Same Matter */
            same_matter: components["schemas"]["RelatedTicket"][];
            /** Score */
            score: number | null;
            /** Send Backs */
            send_backs: number;
            /** Service Id */
            service_id: string;
            state: components["schemas"]["TicketState"];
            /** Street */
            street: string | null;
            /** @description for dispatchers, of what is to be dispatched: the unit that it may belong to first */
            suggested?: components["schemas"]["CandidateShown"] | null;
            /** Summary */
            summary: string | null;
            /** Summary Paragraph */
            summary_paragraph: string | null;
            /**
             * Taken
             * @description somebody follows it up
             */
            taken: boolean;
            /** Trusted */
            trusted: string[] | null;
            urgency: components["schemas"]["Urgency"];
            /**
             * Words
             * @enum {string}
             */
            words: "shown" | "on_request" | "withheld";
        };
        /**
         * TimeLimit
         * @description How long something may take; a day of work ends with the working hours of the calendar.
         */
        TimeLimit: {
            /** Amount */
            amount: number;
            /**
             * Unit
             * @enum {string}
             */
            unit: "working_days" | "working_hours" | "hours" | "minutes";
        };
        /**
         * ToldFile
         * @description A file of the switch (or ``globals``), as it would become beside what it is told now.
         */
        ToldFile: {
            /** Lines */
            lines: components["schemas"]["ToldLine"][];
            /** Name */
            name: string;
        };
        /**
         * ToldLine
         * @description One line of what the switch is told: the same as now, added or removed.
         */
        ToldLine: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "same" | "added" | "removed";
            /** Text */
            text: string;
        };
        /**
         * ToSpeak
         * @description Words for the engine.
         */
        ToSpeak: {
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "yue" | "en";
            /** Text */
            text: string;
        };
        /**
         * Transcript
         * @description The words of a call: of the whole recording once that is written down, until then those heard live.
         */
        Transcript: {
            /**
             * Source
             * @enum {string}
             */
            source: "live" | "recording";
            /** Utterances */
            utterances: components["schemas"]["CallUtterance"][];
        };
        /**
         * TrialField
         * @description What would be suggested for one field now, and by the rows that were given.
         */
        TrialField: {
            /** Differs */
            differs: boolean;
            /** Field */
            field: string;
            /** Now */
            now: string | string[] | {
                [key: string]: string;
            } | null;
            /** Now Confidence */
            now_confidence: number;
            /** Then */
            then: string | string[] | {
                [key: string]: string;
            } | null;
            /** Then Confidence */
            then_confidence: number;
        };
        /**
         * TrialPhone
         * @description What a page calls the trial line with.
         */
        TrialPhone: {
            /** Domain */
            domain: string;
            /** Line */
            line: string;
            /** Password */
            password: string;
            /** User */
            user: string;
            /** Ws */
            ws: string;
        };
        /**
         * Unit
         * @description A unit; ``substitute`` is the code of the unit that acts for it outside its own dates.
         */
        Unit: {
            /** Code */
            code: string;
            /**
             * Contacts
             * @default []
             */
            contacts: components["schemas"]["Contact"][];
            level: components["schemas"]["Level"];
            /** Name */
            name: string;
            /** Parent */
            parent?: string | null;
            /**
             * Roster
             * @default []
             */
            roster: components["schemas"]["Contact"][];
            /** Since */
            since?: string | null;
            /** Substitute */
            substitute?: string | null;
            /** Until */
            until?: string | null;
        };
        /**
         * UnitCount
         * @description How often something was found about a unit.
         */
        UnitCount: {
            /** Count */
            count: number;
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * UnitFigures
         * @description A unit's figures, and what it has now.
         */
        UnitFigures: {
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
            /** Open */
            open: number;
            /** Overdue */
            overdue: number;
            unit: components["schemas"]["UnitNamed"];
        };
        /**
         * UnitNamed
         * @description A unit by code and name.
         */
        UnitNamed: {
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /**
         * UnitPeople
         * @description Who can handle a ticket inside a unit.
         */
        UnitPeople: {
            /** People */
            people: components["schemas"]["PersonNamed"][];
        };
        /**
         * UnitShown
         * @description A unit of the organisation in force; ``holds``: it acts today.
         */
        UnitShown: {
            /** Code */
            code: string;
            /** Holds */
            holds: boolean;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** On Duty */
            on_duty: string[];
            /** Parent */
            parent: string | null;
        };
        /**
         * UnitsNamed
         * @description Units by code and name.
         */
        UnitsNamed: {
            /** Units */
            units: components["schemas"]["UnitNamed"][];
        };
        /**
         * Urgency
         * @description How fast it has to move; ``emergency``: life or safety is at stake.
         * @enum {string}
         */
        Urgency: "normal" | "urgent" | "emergency";
        /**
         * Utterance
         * @description One piece of what was said; a ``partial`` one is replaced by the next with the same id.
         *
         *     ``text`` is what counts; ``machine_text`` is the recogniser's, after the word lists' ``changes``. They differ where
         *     an agent put it right (``corrected_by``).
         */
        Utterance: {
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Changes */
            changes: components["schemas"]["WordChange"][];
            /** Confidence */
            confidence: number;
            /** Corrected By */
            corrected_by: string | null;
            /**
             * Ended At
             * Format: date-time
             */
            ended_at: string;
            /** Machine Text */
            machine_text: string;
            /** Partial */
            partial: boolean;
            /**
             * Speaker
             * @enum {string}
             */
            speaker: "caller" | "agent";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Text */
            text: string;
            /**
             * Utterance Id
             * Format: uuid
             */
            utterance_id: string;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
        };
        /**
         * View
         * @description What somebody has to do; the values are API. ``TO_NAME``: confidential and nobody is named to read it.
         * @enum {string}
         */
        View: "to_dispatch" | "sent_back" | "requests" | "to_review" | "with_units" | "to_acknowledge" | "working" | "due_soon" | "overdue" | "supervised" | "to_follow_up" | "to_name" | "open" | "done" | "all";
        /**
         * WallAgent
         * @description An agent: shown state, reason, since when, his queues; ``call_id`` of a call that rings or is talked.
         */
        WallAgent: {
            /** Agent */
            agent: string;
            /** Call Id */
            call_id: string | null;
            help: components["schemas"]["WallHelp"] | null;
            /** Listeners */
            listeners: components["schemas"]["WallListener"][];
            /** Pause Reason */
            pause_reason: string;
            /** Pause Requested */
            pause_requested: boolean;
            /** Queues */
            queues: string[];
            /** Reachable */
            reachable: boolean;
            /**
             * Shown State
             * @enum {string}
             */
            shown_state: "logged_off" | "ready" | "paused" | "unreachable" | "ringing" | "talking" | "on_hold" | "wrap_up";
            /** Since */
            since: string | null;
        };
        /**
         * WallAgentsFrame
         * @description Agents whose state became another.
         */
        WallAgentsFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["WallAgent"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "agents";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallAlarm
         * @description An alarm that stands: what it is about (a queue, an agent, empty: the line), and since when.
         */
        WallAlarm: {
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /** Code */
            code: string;
            /** Subject */
            subject: string;
        };
        /**
         * WallAlarmsFrame
         * @description The alarms that stand.
         */
        WallAlarmsFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["WallAlarm"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "alarms";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallCaller
         * @description A caller who waits: in which queue, since when; ``danger`` is what he told a menu of, empty: nothing.
         */
        WallCaller: {
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Danger */
            danger: string;
            /**
             * Entered At
             * Format: date-time
             */
            entered_at: string;
            /** Language */
            language: string;
            /** Line */
            line: string;
            /**
             * Offered At
             * Format: date-time
             */
            offered_at: string;
            /** Queue */
            queue: string;
        };
        /**
         * WallCallersFrame
         * @description All callers who wait, when one came or went.
         */
        WallCallersFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["WallCaller"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "callers";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallHelp
         * @description An agent's call for help: why and since when.
         */
        WallHelp: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Reason */
            reason: string;
        };
        /**
         * WallLine
         * @description The line: today since midnight in China, the last half hour, and the connect rate of the last 24 hours.
         */
        WallLine: {
            /** Abandoned */
            abandoned: number;
            /** Answered In Time Rate */
            answered_in_time_rate: number | null;
            /** Answered In Time Rate Now */
            answered_in_time_rate_now: number | null;
            /** Calls Answered */
            calls_answered: number;
            /** Connect Rate Day */
            connect_rate_day: number | null;
            /** Entered */
            entered: number;
            /** Figures At */
            figures_at: string | null;
        };
        /**
         * WallLineFrame
         * @description The line's figures.
         */
        WallLineFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["WallLine"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "line";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallListener
         * @description A supervisor on an agent's call.
         */
        WallListener: {
            /**
             * Mode
             * @enum {string}
             */
            mode: "monitor" | "whisper" | "barge";
            /** Supervisor */
            supervisor: string;
        };
        /**
         * WallQueue
         * @description A queue now, and its figures of today since midnight in China; metrics as in the dictionary, null: of nothing.
         */
        WallQueue: {
            /** Abandoned */
            abandoned: number;
            /** Answered */
            answered: number;
            /** Average Speed Of Answer */
            average_speed_of_answer: number | null;
            /** Logged In */
            logged_in: number;
            /** Longest Since */
            longest_since: string | null;
            /** Name */
            name: string;
            /** Offered */
            offered: number;
            /** Paused */
            paused: number;
            /** Queue */
            queue: string;
            /** Ready */
            ready: number;
            /** Ringing */
            ringing: number;
            /** Service Level */
            service_level: number | null;
            /** Service Level Now */
            service_level_now: number | null;
            /** Talking */
            talking: number;
            /** Target Seconds */
            target_seconds: number;
            /** Waiting */
            waiting: number;
            /** Wrap Up */
            wrap_up: number;
        };
        /**
         * WallQueuesFrame
         * @description All queues, when one changed.
         */
        WallQueuesFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: components["schemas"]["WallQueue"][];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "queues";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallSnapshot
         * @description Everything on the wall.
         */
        WallSnapshot: {
            /** Agents */
            agents: components["schemas"]["WallAgent"][];
            /** Alarms */
            alarms: components["schemas"]["WallAlarm"][];
            /** Callers */
            callers: components["schemas"]["WallCaller"][];
            line: components["schemas"]["WallLine"];
            /** Queues */
            queues: components["schemas"]["WallQueue"][];
            /** Surge */
            surge: string;
        };
        /**
         * WallSnapshotFrame
         * @description First, and whenever it is asked for.
         */
        WallSnapshotFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["WallSnapshot"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "snapshot";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WallSurgeFrame
         * @description The surge profile that is on; empty: none.
         */
        WallSurgeFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: string;
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "surge";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WindowView
         * @description Whether a window is still somebody's phone.
         */
        WindowView: {
            /**
             * State
             * @enum {string}
             */
            state: "mine" | "moved";
        };
        /**
         * WordChange
         * @description What a word list put right: ``heard`` at character ``start`` of the machine's text became ``corrected``.
         */
        WordChange: {
            /** Corrected */
            corrected: string;
            /** Heard */
            heard: string;
            /** Start */
            start: number;
        };
        /**
         * Words
         * @description Utterances of a call that are new or changed.
         */
        Words: {
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Utterances */
            utterances: components["schemas"]["Utterance"][];
        };
        /**
         * WordsCorrected
         * @description What was really said, long numbers hidden as everywhere; ``null`` lets the machine's words count again.
         */
        WordsCorrected: {
            /** Text */
            text: string | null;
        };
        /**
         * WordsFound
         * @description A call in which it was said, and where first.
         */
        WordsFound: {
            call: components["schemas"]["CallLine"];
            /** Places */
            places: components["schemas"]["WordsPlace"][];
        };
        /**
         * WordsFrame
         * @description Words were said.
         */
        WordsFrame: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            body: components["schemas"]["Words"];
            /** Sequence */
            sequence: number;
            /**
             * Type
             * @constant
             */
            type: "words";
            /**
             * V
             * @constant
             */
            v: 1;
        };
        /**
         * WordsPlace
         * @description Where in a call it was said, with a little around it.
         */
        WordsPlace: {
            /**
             * Speaker
             * @enum {string}
             */
            speaker: "caller" | "agent";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Text */
            text: string;
            /**
             * Utterance Id
             * Format: uuid
             */
            utterance_id: string;
        };
        /**
         * WordsSearch
         * @description What was said, in a time of at most 93 days; the words stand in the body, for an address ends up in logs.
         */
        WordsSearch: {
            /**
             * Limit
             * @default 50
             */
            limit: number;
            /**
             * Note
             * @default
             */
            note: string;
            /** Purpose */
            purpose?: ("quality_review" | "complaint_handling" | "dispute" | "training" | "legal_request" | "other") | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Text */
            text: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * WritingRow
         * @description Tickets, how many were submitted after the talk, and the median of seconds from its end (0 within it).
         */
        WritingRow: {
            /** After Talk */
            after_talk: number;
            /** Key */
            key: string;
            /** Median Seconds */
            median_seconds: number | null;
            /** Tickets */
            tickets: number;
        };
        /**
         * WrongRow
         * @description A suggestion that agents changed, and into what; nothing was suggested or left where it is null.
         */
        WrongRow: {
            /** Field */
            field: string;
            /** Final */
            final: string | string[] | null;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Suggested */
            suggested: string | string[] | null;
            /** Times */
            times: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listed_api_v1_accounts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountsShown"];
                };
            };
        };
    };
    create_api_v1_accounts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimePassword"];
                };
            };
        };
    };
    change_api_v1_accounts__account_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    lock_api_v1_accounts__account_id__lock_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    reset_password_api_v1_accounts__account_id__reset_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimePassword"];
                };
            };
        };
    };
    reset_totp_api_v1_accounts__account_id__reset_totp_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    unlock_api_v1_accounts__account_id__unlock_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    agents_api_v1_agents_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"][];
                };
            };
        };
    };
    end_wrap_up_api_v1_agents__agent__end_wrap_up_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    login_api_v1_agents__agent__login_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    logoff_api_v1_agents__agent__logoff_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Ordered"] | null;
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    pause_api_v1_agents__agent__pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseFor"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    unpause_api_v1_agents__agent__unpause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Ordered"] | null;
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    read_api_v1_announcements_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncementBoard"];
                };
            };
        };
    };
    publish_api_v1_announcements_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnnouncements"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncementBoard"];
                };
            };
        };
    };
    read_api_v1_appraisal__month__get: {
        parameters: {
            query?: {
                revision?: number | null;
            };
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppraisalView"];
                };
            };
        };
    };
    file_api_v1_appraisal__month__file_get: {
        parameters: {
            query?: {
                revision?: number | null;
            };
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
        };
    };
    issue_api_v1_appraisal__month__issue_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppraisalView"];
                };
            };
        };
    };
    object_to_api_v1_appraisal__month__objections_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewObjection"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppraisalView"];
                };
            };
        };
    };
    decide_api_v1_appraisal__month__objections__objection_id__decision_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
                objection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ObjectionDecided"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppraisalView"];
                };
            };
        };
    };
    tickets_api_v1_appraisal__month__units__unit__tickets_get: {
        parameters: {
            query?: {
                revision?: number | null;
            };
            header?: never;
            path: {
                month: string;
                unit: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountedTicket"][];
                };
            };
        };
    };
    read_api_v1_appraisal_scheme_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemeView"];
                };
            };
        };
    };
    publish_api_v1_appraisal_scheme_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScheme"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemeView"];
                };
            };
        };
    };
    roll_back_api_v1_appraisal_scheme_roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchemeBack"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemeView"];
                };
            };
        };
    };
    versions_api_v1_appraisal_scheme_versions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemeVersion"][];
                };
            };
        };
    };
    page_api_v1_audit_get: {
        parameters: {
            query?: {
                act?: string;
                actor?: string;
                before?: number | null;
                limit?: number;
                since?: string | null;
                subject?: string;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    read_api_v1_calendars__code__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
                };
            };
        };
    };
    publish_api_v1_calendars__code__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCalendar"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
                };
            };
        };
    };
    at_api_v1_calendars__code__at_get: {
        parameters: {
            query?: {
                moment?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarMoment"];
                };
            };
        };
    };
    calls_api_v1_calls_get: {
        parameters: {
            query?: {
                agent?: string | null;
                before?: string | null;
                danger?: boolean;
                limit?: number;
                outcome?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallPage"];
                };
            };
        };
    };
    call_api_v1_calls__call_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
        };
    };
    audio_api_v1_calls__call_id__audio__leg__get: {
        parameters: {
            query: {
                grant: string;
            };
            header?: never;
            path: {
                call_id: string;
                leg: "mixed" | "caller" | "to_caller" | "waiting" | "message" | "message2" | "message3";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listen_api_v1_calls__call_id__listen_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["agent_desktop__call_access__Reason"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListenGrant"];
                };
            };
        };
    };
    number_api_v1_calls__call_id__number_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["agent_desktop__call_access__Reason"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallNumber"];
                };
            };
        };
    };
    words_api_v1_calls__call_id__words_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["agent_desktop__call_access__Reason"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
        };
    };
    find_api_v1_calls_find_words_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WordsSearch"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordsFound"][];
                };
            };
        };
    };
    search_api_v1_calls_search_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallSearch"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"][];
                };
            };
        };
    };
    roll_back_api_v1_city__name__roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "organisation" | "rules";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CityBack"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    versions_api_v1_city__name__versions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "organisation" | "rules";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentVersion"][];
                };
            };
        };
    };
    organisation_api_v1_city_organisation_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationView"];
                };
            };
        };
    };
    publish_organisation_api_v1_city_organisation_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrganisation"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganisationView"];
                };
            };
        };
    };
    before_api_v1_city_organisation_before_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    file_api_v1_city_organisation_file_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                };
            };
        };
    };
    open_tickets_api_v1_city_organisation_open_tickets_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenOfUnit"][];
                };
            };
        };
    };
    read_api_v1_city_organisation_read_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    rules_api_v1_city_rules_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
        };
    };
    publish_rules_api_v1_city_rules_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRules"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
        };
    };
    recording_api_v1_demonstration_appeals__name__wav_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    citizen_api_v1_demonstration_citizen_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CitizenPhone"];
                };
            };
        };
    };
    complete_api_v1_desk_calls__call_id__complete_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    confer_api_v1_desk_calls__call_id__confer_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    mark_api_v1_desk_calls__call_id__confidential_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mark"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confidentiality"];
                };
            };
        };
    };
    consult_api_v1_desk_calls__call_id__consult_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallConsultation"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    hang_up_api_v1_desk_calls__call_id__hang_up_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    ask_help_api_v1_desk_calls__call_id__help_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HelpWanted"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    end_help_api_v1_desk_calls__call_id__help_end_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    hold_api_v1_desk_calls__call_id__hold_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    unmark_api_v1_desk_calls__call_id__not_confidential_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["agent_desktop__call_access__Reason"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confidentiality"];
                };
            };
        };
    };
    resume_api_v1_desk_calls__call_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    transfer_api_v1_desk_calls__call_id__transfer_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallTransfer"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    catalogue_api_v1_desk_catalogue_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
        };
    };
    colleagues_api_v1_desk_colleagues_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleagues"];
                };
            };
        };
    };
    day_api_v1_desk_day_get: {
        parameters: {
            query?: {
                date?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayView"];
                };
            };
        };
    };
    open_drafts_api_v1_desk_drafts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"][];
                };
            };
        };
    };
    draft_api_v1_desk_drafts__contact_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    edit_api_v1_desk_drafts__contact_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftEdit"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    link_api_v1_desk_drafts__contact_id__link_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftLink"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    no_ticket_api_v1_desk_drafts__contact_id__no_ticket_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftNoTicket"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
        };
    };
    similar_api_v1_desk_drafts__contact_id__similar_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimilarTicket"][];
                };
            };
        };
    };
    submit_api_v1_desk_drafts__contact_id__submit_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftSubmit"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
        };
    };
    end_wrap_up_api_v1_desk_end_wrap_up_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    extend_wrap_up_api_v1_desk_extend_wrap_up_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskExtend"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    login_api_v1_desk_login_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskLogin"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    logoff_api_v1_desk_logoff_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    pause_api_v1_desk_pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskPause"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    state_api_v1_desk_state_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"] | null;
                };
            };
        };
    };
    unpause_api_v1_desk_unpause_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
        };
    };
    correct_api_v1_desk_words__utterance_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                utterance_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WordsCorrected"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utterance"];
                };
            };
        };
    };
    page_api_v1_differences_get: {
        parameters: {
            query?: {
                before?: string | null;
                every?: boolean;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferencePage"];
                };
            };
        };
    };
    explain_api_v1_differences__difference_id__explain_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                difference_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Explanation"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferenceShown"];
                };
            };
        };
    };
    draft_api_v1_drafts__contact_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    edit_api_v1_drafts__contact_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Edit"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    no_ticket_api_v1_drafts__contact_id__no_ticket_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoTicket"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    submit_api_v1_drafts__contact_id__submit_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Submit"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    all_flows_api_v1_flows_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowName"][];
                };
            };
        };
    };
    history_api_v1_flows__code__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowHistory"];
                };
            };
        };
    };
    roll_back_api_v1_flows__code__roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakenBack"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowVersion"];
                };
            };
        };
    };
    draft_api_v1_flows__code__versions_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVersion"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowVersion"];
                };
            };
        };
    };
    version_api_v1_flows__code__versions__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowVersion"];
                };
            };
        };
    };
    changes_api_v1_flows__code__versions__number__changes_get: {
        parameters: {
            query: {
                since: number;
            };
            header?: never;
            path: {
                code: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"][];
                };
            };
        };
    };
    numbers_api_v1_flows__code__versions__number__figures_get: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path: {
                code: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFiguresView"];
                };
            };
        };
    };
    publish_api_v1_flows__code__versions__number__publish_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowVersion"];
                };
            };
        };
    };
    trial_api_v1_flows__code__versions__number__trial_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowTrial"];
                };
            };
        };
    };
    check_api_v1_flows_check_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Content"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
        };
    };
    names_api_v1_flows_names_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowNames"];
                };
            };
        };
    };
    read_api_v1_flows_read_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Text"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
        };
    };
    play_api_v1_flows_rehearse_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Played"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlayedCall"];
                };
            };
        };
    };
    trial_phone_api_v1_flows_trial_phone_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialPhone"];
                };
            };
        };
    };
    read_api_v1_lines_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineRegisterView"];
                };
            };
        };
    };
    publish_api_v1_lines_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLines"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineRegisterView"];
                };
            };
        };
    };
    all_lists_api_v1_lists_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSummary"][];
                };
            };
        };
    };
    read_api_v1_lists__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListView"];
                };
            };
        };
    };
    publish_api_v1_lists__name__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewList"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListView"];
                };
            };
        };
    };
    roll_back_api_v1_lists__name__roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListBack"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListView"];
                };
            };
        };
    };
    shipped_api_v1_lists__name__shipped_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[][];
                };
            };
        };
    };
    attempt_api_v1_lists__name__try_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListTrial"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialField"][];
                };
            };
        };
    };
    versions_api_v1_lists__name__versions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: "taxonomy" | "places" | "words" | "units";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentVersion"][];
                };
            };
        };
    };
    page_api_v1_messages_get: {
        parameters: {
            query?: {
                before?: string | null;
                every?: boolean;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
        };
    };
    give_back_api_v1_messages__call_id__give_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageShown"];
                };
            };
        };
    };
    take_api_v1_messages__call_id__take_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageShown"];
                };
            };
        };
    };
    claim_api_v1_phone_claim_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Claim"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneCredentials"];
                };
            };
        };
    };
    current_api_v1_phone_credentials_get: {
        parameters: {
            query: {
                window: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneCredentials"];
                };
            };
        };
    };
    window_state_api_v1_phone_windows__window__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                window: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WindowView"];
                };
            };
        };
    };
    read_api_v1_prefill_figures_get: {
        parameters: {
            query: {
                by?: "" | "category" | "agent";
                since: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrefillFigures"];
                };
            };
        };
    };
    wrong_api_v1_prefill_wrong_get: {
        parameters: {
            query: {
                field?: ("district" | "street" | "community" | "place" | "company" | "category" | "lead_unit" | "assisting_units")[];
                since: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrongRow"][];
                };
            };
        };
    };
    progress_api_v1_progress_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProgressAsked"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgressShown"];
                };
            };
        };
    };
    rate_api_v1_progress_rating_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandlingRated"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgressShown"];
                };
            };
        };
    };
    everything_api_v1_prompts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptList"];
                };
            };
        };
    };
    publish_api_v1_prompts__folder___code__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                folder: "hotline" | "own";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPrompt"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptView"];
                };
            };
        };
    };
    heard_api_v1_prompts__folder___code___language__recording_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                folder: "hotline" | "own";
                language: "zh" | "yue" | "en";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
        };
    };
    upload_api_v1_prompts_recordings_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["agent_desktop__prompts_api__Recording"];
                };
            };
        };
    };
    recording_api_v1_prompts_recordings__audio__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                audio: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
        };
    };
    speak_api_v1_prompts_speak_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToSpeak"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["agent_desktop__prompts_api__Recording"];
                };
            };
        };
    };
    page_api_v1_public_get: {
        parameters: {
            query?: {
                before?: string | null;
                category?: string;
                words?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPage"];
                };
            };
        };
    };
    managed_month_api_v1_public_months__month__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthManaged"];
                };
            };
        };
    };
    publish_month_api_v1_public_months__month__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicMonth"];
                };
            };
        };
    };
    month_api_v1_public_months__month__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicMonth"];
                };
            };
        };
    };
    document_api_v1_public_months__month__document_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": unknown;
                };
            };
        };
    };
    board_api_v1_queue_rules_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueRulesBoard"];
                };
            };
        };
    };
    check_api_v1_queue_rules_check_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckedRules"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedQueueRules"];
                };
            };
        };
    };
    repair_api_v1_queue_rules_repair_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesOnSwitch"];
                };
            };
        };
    };
    roll_back_api_v1_queue_rules_roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesTakenBack"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueRulesVersion"];
                };
            };
        };
    };
    surge_state_api_v1_queue_rules_surge_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurgeBoard"];
                };
            };
        };
    };
    switch_surge_api_v1_queue_rules_surge_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurgeSwitch"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurgeBoard"];
                };
            };
        };
    };
    draft_api_v1_queue_rules_versions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQueueRules"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueRulesVersion"];
                };
            };
        };
    };
    version_api_v1_queue_rules_versions__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueRulesVersion"];
                };
            };
        };
    };
    publish_api_v1_queue_rules_versions__number__publish_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RulesReplaced"] | null;
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueRulesVersion"];
                };
            };
        };
    };
    read_api_v1_reports_get: {
        parameters: {
            query: {
                by?: "" | "queue" | "line" | "language" | "skill" | "agent";
                interval?: "quarter" | "hour" | "day" | "month";
                part?: "all" | "peak" | "off_peak";
                peak?: string[];
                since: string;
                until: string;
                zone?: "Asia/Shanghai" | "UTC" | "Europe/Berlin" | "America/New_York" | "Asia/Urumqi" | "Asia/Hong_Kong";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportView"];
                };
            };
        };
    };
    file_api_v1_reports_file_get: {
        parameters: {
            query: {
                by?: "" | "queue" | "line" | "language" | "skill" | "agent";
                interval?: "quarter" | "hour" | "day" | "month";
                kind?: "csv" | "xlsx";
                part?: "all" | "peak" | "off_peak";
                peak?: string[];
                since: string;
                until: string;
                zone?: "Asia/Shanghai" | "UTC" | "Europe/Berlin" | "America/New_York" | "Asia/Urumqi" | "Asia/Hong_Kong";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    dictionary_api_v1_reports_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricView"][];
                };
            };
        };
    };
    roles_api_v1_roles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolesShown"];
                };
            };
        };
    };
    session_api_v1_session_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    log_in_api_v1_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    log_off_api_v1_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    alive_api_v1_session_alive_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    password_api_v1_session_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    code_api_v1_session_totp_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    setup_api_v1_session_totp_setup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupView"];
                };
            };
        };
    };
    confirm_api_v1_session_totp_setup_confirm_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionView"];
                };
            };
        };
    };
    read_api_v1_ticket_figures_get: {
        parameters: {
            query: {
                district?: string;
                kind?: components["schemas"]["Kind"] | null;
                party?: components["schemas"]["Party"] | null;
                since: string;
                unit?: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketFigures"];
                };
            };
        };
    };
    file_api_v1_ticket_figures_file_get: {
        parameters: {
            query: {
                district?: string;
                file?: "csv" | "xlsx";
                kind?: components["schemas"]["Kind"] | null;
                party?: components["schemas"]["Party"] | null;
                since: string;
                unit?: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                    "text/csv; charset=utf-8": unknown;
                };
            };
        };
    };
    dictionary_api_v1_ticket_figures_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketMetric"][];
                };
            };
        };
    };
    findings_api_v1_ticket_supervision_get: {
        parameters: {
            query: {
                sign?: components["schemas"]["Sign"];
                since: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
        };
    };
    file_api_v1_ticket_supervision_file_get: {
        parameters: {
            query: {
                file?: "csv" | "xlsx";
                sign?: components["schemas"]["Sign"];
                since: string;
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                    "text/csv; charset=utf-8": unknown;
                };
            };
        };
    };
    meeting_api_v1_ticket_supervision_meeting_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stuck"][];
                };
            };
        };
    };
    meeting_dossier_api_v1_ticket_supervision_meeting_dossier_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DossierAsked"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": unknown;
                };
            };
        };
    };
    moves_api_v1_ticket_supervision_moves_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockMove"][];
                };
            };
        };
    };
    listed_api_v1_tickets_get: {
        parameters: {
            query?: {
                after?: string;
                behind?: string;
                category?: string;
                district?: string;
                handler?: "" | "me";
                hour?: number | null;
                kind?: string;
                limit?: number;
                main?: string;
                number?: string;
                party?: string;
                since?: string | null;
                unit?: string;
                until?: string | null;
                view?: components["schemas"]["View"];
                words?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketPage"];
                };
            };
        };
    };
    one_api_v1_tickets__service_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    act_api_v1_tickets__service_id__acts_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActAsked"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    add_api_v1_tickets__service_id__files_post: {
        parameters: {
            query: {
                name: string;
            };
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    read_api_v1_tickets__service_id__files__file__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LookAsked"] | null;
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    give_back_api_v1_tickets__service_id__follow_up_give_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    take_api_v1_tickets__service_id__follow_up_take_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    look_api_v1_tickets__service_id__look_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookAsked"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    number_api_v1_tickets__service_id__number_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookAsked"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberShown"];
                };
            };
        };
    };
    draft_api_v1_tickets__service_id__public_answer_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerDraft"];
                };
            };
        };
    };
    publish_answer_api_v1_tickets__service_id__public_answer_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnswer"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    withdraw_answer_api_v1_tickets__service_id__public_answer_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    name_reader_api_v1_tickets__service_id__readers_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReaderNamed"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    withdraw_reader_api_v1_tickets__service_id__readers__name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketView"];
                };
            };
        };
    };
    act_on_many_api_v1_tickets_acts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActOnMany"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManyDone"];
                };
            };
        };
    };
    catalogue_api_v1_tickets_catalogue_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketCatalogue"];
                };
            };
        };
    };
    counted_api_v1_tickets_counts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketCounts"];
                };
            };
        };
    };
    people_of_unit_api_v1_tickets_people_get: {
        parameters: {
            query?: {
                unit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitPeople"];
                };
            };
        };
    };
    units_api_v1_tickets_units_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitsNamed"];
                };
            };
        };
    };
    end_help_api_v1_wall_agents__agent__help_end_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    move_api_v1_wall_agents__agent__move_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentMove"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    supervise_api_v1_wall_agents__agent__supervise_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallWatch"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    take_over_api_v1_wall_agents__agent__take_over_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallTakeOver"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    raise_caller_api_v1_wall_callers__call_id__raise_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallerRaise"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    withdraw_caller_api_v1_wall_callers__call_id__withdraw_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallerWithdraw"];
            };
        };
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    end_api_v1_wall_supervision_end_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
        };
    };
    live_health_live_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
        };
    };
    ready_health_ready_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What is missing */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    desk_socket_framedesk_socket_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnapshotFrame"] | components["schemas"]["AgentFrame"] | components["schemas"]["QueuesFrame"] | components["schemas"]["CallFrame"] | components["schemas"]["WordsFrame"] | components["schemas"]["DraftFrame"] | components["schemas"]["OpenDraftsFrame"] | components["schemas"]["FiguresFrame"] | components["schemas"]["PhoneFrame"] | components["schemas"]["AlarmsFrame"] | components["schemas"]["PingFrame"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    wall_socket_framewall_socket_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WallSnapshotFrame"] | components["schemas"]["WallAgentsFrame"] | components["schemas"]["WallQueuesFrame"] | components["schemas"]["WallCallersFrame"] | components["schemas"]["WallLineFrame"] | components["schemas"]["WallAlarmsFrame"] | components["schemas"]["WallSurgeFrame"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
}
