//! The parts of a directory audit: who did it, to what, and what was changed.

use riskgate_model::{Id, IpAddress};

use super::table::part;

part! {
    /// "Initiated by (actor)": who did what is audited: a user, an application, or both, when the user acted through it.
    AuditActivityInitiator "AuditActivityInitiator" shows AuditInitiator;

    /// The user, where it was one.
    user "user" [Option<AuditUser<'_>>] = |it| it.user.as_ref().map(AuditUser);
    /// The application, where it was one.
    app "app" [Option<AuditApp<'_>>] = |it| it.app.as_ref().map(AuditApp);
}

part! {
    /// A user who did something.
    AuditUser "AuditUserIdentity" shows AuditUser;

    /// "Object ID".
    id "id" [Option<&str>] = |it| it.id.as_ref().map(Id::object);
    /// "User Principal Name".
    user_principal_name "userPrincipalName" [Option<&str>] = |it| it.user_principal_name.as_deref();
    /// "Display Name"; Microsoft often leaves it out.
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "IP address" as it came.
    ip_address "ipAddress" [Option<&str>] = |it| it.ip_address.as_ref().map(IpAddress::as_str);
}

part! {
    /// An application that did something.
    AuditApp "AuditAppIdentity" shows AuditApp;

    /// "App ID".
    app_id "appId" [Option<&str>] = |it| it.app_id.as_deref();
    /// "Display Name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "Service principal ID": what it acted as.
    service_principal_id "servicePrincipalId" [Option<&str>] = |it| it.service_principal_id.as_ref().map(Id::object);
    /// "Service principal name".
    service_principal_name "servicePrincipalName" [Option<&str>] = |it| it.service_principal_name.as_deref();
}

part! {
    /// "Target": something that was changed, or otherwise acted on.
    TargetResource "TargetResource" shows TargetResource;

    /// "ID" in the directory.
    id "id" [Option<&str>] = |it| it.id.as_deref();
    /// "Type": `User`, `ServicePrincipal`, `Application`, `Group`, `Role`, `Policy` and the like.
    kind "type" [Option<&str>] = |it| it.kind.as_deref();
    /// "Display Name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "User Principal Name", where it is a user.
    user_principal_name "userPrincipalName" [Option<&str>] = |it| it.user_principal_name.as_deref();
    /// The kind of group, where it is one: `unifiedGroups` or `azureAD`.
    group_type "groupType" [Option<&str>] = |it| it.group_type.as_deref();
    /// "Modified Properties": what was changed of it.
    modified_properties "modifiedProperties" [Vec<ModifiedProperty<'_>>] =
        |it| it.modified_properties.iter().map(ModifiedProperty).collect();
}

part! {
    /// "Modified Properties": a property that was changed.
    ModifiedProperty "ModifiedProperty" shows ModifiedProperty;

    /// "Property Name".
    display_name "displayName" [Option<&str>] = |it| it.display_name.as_deref();
    /// "Old Value", mostly a JSON text, as it came.
    old_value "oldValue" [Option<&str>] = |it| it.old_value.as_deref();
    /// "New Value", mostly a JSON text, as it came.
    new_value "newValue" [Option<&str>] = |it| it.new_value.as_deref();
}
