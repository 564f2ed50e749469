//! What can be asked to be done.

mod alerts;

use async_graphql::{Context, ID, InputObject, Object, Result};
use riskgate_model::ActionKind;

use crate::{
    acting::{self, Asked},
    ingest::{self, IngestDefenderStatusesInput, Ingested},
    level::{Each, EachOne, Root},
    object::ActionPayload,
};

use alerts::{CommentOnAlertInput, UpdateAlertsInput};

/// Acts on users: those that the store knows.
#[derive(InputObject)]
pub(crate) struct UsersInput {
    /// Who: ids of riskgate or object ids of Microsoft Entra; at most 500.
    user_ids: Vec<ID>,
    /// Why: kept in the audit trail and shown in the risk history.
    reason: Option<String>,
    /// A key of your choice for this act, of up to 255 characters. Asked again under the same key, with the same targets in the same
    /// order and the same reason, nothing is done a second time, and the answer says how far it is.
    idempotency_key: String,
    /// Whether nothing is to be done: the answer says what would be.
    dry_run: Option<bool>,
}

/// Acts on sign-ins: those that the store knows.
#[derive(InputObject)]
pub(crate) struct SignInsInput {
    /// Which: ids of sign-ins, or of detections that are linked to one, of riskgate or of Microsoft Entra; at most 500.
    sign_in_ids: Vec<ID>,
    /// Why: kept in the audit trail and shown in the risk history of the user.
    reason: Option<String>,
    /// A key of your choice for this act, of up to 255 characters. Asked again under the same key, with the same targets in the same
    /// order and the same reason, nothing is done a second time, and the answer says how far it is.
    idempotency_key: String,
    /// Whether nothing is to be done: the answer says what would be.
    dry_run: Option<bool>,
}

/// Acts on service principals: those that the store knows.
#[derive(InputObject)]
pub(crate) struct ServicePrincipalsInput {
    /// Which: ids of riskgate or object ids of Microsoft Entra; at most 500.
    service_principal_ids: Vec<ID>,
    /// Why: kept in the audit trail and shown in the risk history.
    reason: Option<String>,
    /// A key of your choice for this act, of up to 255 characters. Asked again under the same key, with the same targets in the same
    /// order and the same reason, nothing is done a second time, and the answer says how far it is.
    idempotency_key: String,
    /// Whether nothing is to be done: the answer says what would be.
    dry_run: Option<bool>,
}

/// Takes an action back.
#[derive(InputObject)]
pub(crate) struct CancelActionInput {
    /// The action's id.
    id: ID,
}

/// What is asked of the targets that an input has.
macro_rules! asks {
    ($($input:ident in $ids:ident $argument:literal;)*) => { $(
        impl $input {
            fn asks(self, kind: ActionKind) -> Asked {
                Asked {
                    kind,
                    content: None,
                    flaws: Vec::new(),
                    argument: $argument,
                    ids: self.$ids,
                    reason: self.reason,
                    key: self.idempotency_key,
                    is_rehearsal: self.dry_run.unwrap_or_default(),
                }
            }
        }
    )* };
}

asks! {
    UsersInput in user_ids "userIds";
    SignInsInput in sign_in_ids "signInIds";
    ServicePrincipalsInput in service_principal_ids "servicePrincipalIds";
}

/// What can be asked to be done.
pub(crate) struct Mutation;

/// The mutations that act: each is its text, its name, its input, and what it asks for.
macro_rules! mutation {
    (
        $(#[$doc:meta])*
        acts {$( $(#[$act_doc:meta])* $method:ident $graphql:literal of $input:ident asks $kind:ident; )*}
        $($rest:tt)*
    ) => {
        $(#[$doc])*
        #[Object(name = "Mutation")]
        impl Mutation {
            $(
                $(#[$act_doc])*
                #[graphql(name = $graphql)]
                async fn $method(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Of whom or what, why, and under which key.")] input: $input,
                ) -> Result<Option<Root<EachOne<ActionPayload>>>> {
                    act(ctx, input.asks(ActionKind::$kind)).await
                }
            )*
            $($rest)*
        }
    };
}

mutation! {
    /// What can be asked to be done. An answer means that it is on record, not that it is done: `action { state }` says how far it is, and the
    /// same mutation under the same key, or `action(id)`, says it later. In Microsoft Entra and Defender it is done by the application of
    /// `[msgraph]`, which needs the permission that is named; where no tenant of Microsoft Graph is configured, the store does it itself. Of two
    /// decisions about one target, the newer one holds: an older one that still waits is superseded.
    acts {
        /// Confirms that users are compromised: their risk becomes high, and policies for it apply. The detections stay. Undone by confirming
        /// them as safe or dismissing their risk. Microsoft Graph: IdentityRiskyUser.ReadWrite.All; a person needs Security Operator.
        confirm_users_compromised "confirmUsersCompromised" of UsersInput asks ConfirmUsersCompromised;
        /// Confirms that users are safe: what was detected was wrong, and Microsoft learns from it. Their risk is closed; that is not undone,
        /// but they can be confirmed as compromised. Microsoft Graph: IdentityRiskyUser.ReadWrite.All; a person needs Security Operator.
        confirm_users_safe "confirmUsersSafe" of UsersInput asks ConfirmUsersSafe;
        /// Dismisses the risk of users, and of all their sign-ins and detections: it was real, and no harm. Cannot be undone. Microsoft Graph:
        /// IdentityRiskyUser.ReadWrite.All; a person needs Security Operator.
        dismiss_users_risk "dismissUsersRisk" of UsersInput asks DismissUsersRisk;
        /// Confirms that sign-ins were not their users': the risk of the sign-ins and of their users becomes high. Undone by confirming them as
        /// safe. Microsoft Graph: IdentityRiskEvent.ReadWrite.All; a person needs Security Operator.
        confirm_sign_ins_compromised "confirmSignInsCompromised" of SignInsInput asks ConfirmSignInsCompromised;
        /// Confirms that sign-ins were their users': their risk is closed, and what it added to that of the user is taken back. Microsoft Graph:
        /// IdentityRiskEvent.ReadWrite.All; a person needs Security Operator.
        confirm_sign_ins_safe "confirmSignInsSafe" of SignInsInput asks ConfirmSignInsSafe;
        /// Dismisses the risk of sign-ins: it was real, and no harm. Cannot be undone. Microsoft Graph: IdentityRiskEvent.ReadWrite.All; a
        /// person needs Security Operator.
        dismiss_sign_ins_risk "dismissSignInsRisk" of SignInsInput asks DismissSignInsRisk;
        /// Confirms that service principals are compromised: their risk becomes high, and policies for it apply. Undone by dismissing it.
        /// Microsoft Graph: IdentityRiskyServicePrincipal.ReadWrite.All; a person needs Security Administrator.
        confirm_service_principals_compromised "confirmServicePrincipalsCompromised" of ServicePrincipalsInput asks ConfirmServicePrincipalsCompromised;
        /// Dismisses the risk of service principals. Cannot be undone. Microsoft Graph: IdentityRiskyServicePrincipal.ReadWrite.All; a person
        /// needs Security Administrator.
        dismiss_service_principals_risk "dismissServicePrincipalsRisk" of ServicePrincipalsInput asks DismissServicePrincipalsRisk;
        /// Disables service principals: their applications get no more tokens for the tenant. Undone in Microsoft Entra. Microsoft Graph:
        /// Application.ReadWrite.All; a person needs Cloud Application Administrator.
        disable_service_principals "disableServicePrincipals" of ServicePrincipalsInput asks DisableServicePrincipals;
        /// Blocks accounts: nobody signs in with them any more. Sessions that are open stay until their tokens expire; `revokeUserSessions` ends
        /// them. Undone by `unblockUsers`. Microsoft Graph: User.EnableDisableAccount.All; a person needs User Administrator, for those who
        /// have a role of their own Privileged Authentication Administrator.
        block_users "blockUsers" of UsersInput asks BlockUsers;
        /// Unblocks accounts. Undone by `blockUsers`. Microsoft Graph: User.EnableDisableAccount.All; a person needs User Administrator.
        unblock_users "unblockUsers" of UsersInput asks UnblockUsers;
        /// Signs users out everywhere: refresh tokens and session cookies are void, which takes a few minutes; users of other tenants are not
        /// reached. Cannot be undone: they sign in again. Microsoft Graph: User.RevokeSessions.All; a person needs User Administrator.
        revoke_user_sessions "revokeUserSessions" of UsersInput asks RevokeUserSessions;
        /// Sets passwords that nobody sees and that must be changed: users get in again by self-service reset alone. Remediates their risk.
        /// Cannot be undone. Users who come from on-premises are refused. Microsoft Graph: User-PasswordProfile.ReadWrite.All; a person needs
        /// Authentication Administrator.
        reset_user_passwords "resetUserPasswords" of UsersInput asks ResetUserPasswords;
        /// Contains users: blocks their accounts, signs them out everywhere, sets passwords that nobody sees, and then confirms that they are
        /// compromised, since a new password would remediate what was confirmed before. Each step is done even if one before it failed; the
        /// password of users who come from on-premises is not set. Needs what the four need. Undone by `unblockUsers`, self-service reset and
        /// `confirmUsersSafe`.
        contain_users "containUsers" of UsersInput asks ContainUsers;
        /// Changes alerts of Microsoft Defender: how far their investigation has come, what they turned out to be, and who investigates them.
        /// Where status or classification changes, so does what the alert says of a risk, if alerts of its product do (`claim_sources` of
        /// `[defender]`): of the only one whom it names, and of whoever it names as compromised. Resolved as a true positive it is remediated,
        /// and as a false positive confirmed safe. Changes that wait are all made, in their order. Undone by setting what was there before;
        /// the history keeps both.
        /// Microsoft Graph: SecurityAlert.ReadWrite.All; a person needs Security Operator.
        update_alerts "updateAlerts" of UpdateAlertsInput asks UpdateAlerts;
        /// Writes a comment on an alert of Microsoft Defender. It says nothing of a risk. Cannot be undone: Microsoft Graph takes no comment
        /// back. In Microsoft Defender it stands there as written by the application; who asked for it is in the audit trail. Microsoft
        /// Graph: SecurityAlert.ReadWrite.All; a person needs Security Operator.
        comment_on_alert "commentOnAlert" of CommentOnAlertInput asks CommentOnAlert;
    }

    /// Takes back what of an action was not sent yet. What was sent goes on.
    #[graphql(name = "cancelAction")]
    async fn cancel_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which action.")] input: CancelActionInput,
    ) -> Result<Option<Root<EachOne<ActionPayload>>>> {
        let came = acting::cancel(ctx, &input.id).await?;
        Ok(Some(Root(EachOne::single(Some(ActionPayload::new(came, "id"))))))
    }

    /// Tells where alerts of Microsoft Defender stand, for clients that hold nothing else of them: each counts as a claim of its alert about
    /// its user, by the table that Microsoft Entra ID Protection reads alerts by. An answer means that all of it is in the store. Nothing is
    /// done in Microsoft Defender.
    #[graphql(name = "ingestDefenderStatuses")]
    async fn ingest_defender_statuses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which alerts stand where.")] input: IngestDefenderStatusesInput,
    ) -> Result<Option<Root<Each<Ingested>>>> {
        Ok(Some(Root(Each(vec![Ok(ingest::ingest(ctx, input).await?)]))))
    }
}

async fn act(ctx: &Context<'_>, asked: Asked) -> Result<Option<Root<EachOne<ActionPayload>>>> {
    let argument = asked.argument;
    let came = acting::request(ctx, asked).await?;
    Ok(Some(Root(EachOne::single(Some(ActionPayload::new(came, argument))))))
}
