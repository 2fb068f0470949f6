namespace Reasonator.Vault;

/// <summary>Why the secrets could not be read.</summary>
internal enum Fault
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TooSlow,

    /// <summary>The vault, or what stands before it, answered 408 or 5xx.</summary>
    Unhealthy,

    RateLimited,

    /// <summary>Cloudflare Access, not the vault, answered.</summary>
    AccessRejected,

    LoginRefused,
    LoginLocked,

    /// <summary>The vault knows who asks and says no.</summary>
    Forbidden,

    /// <summary>The vault knows no such project.</summary>
    NotFound,

    /// <summary>The folder holds nothing, or is not there: the vault's answer is the same.</summary>
    EmptyFolder,

    MissingSecret,

    /// <summary>The secret is there, but the identity may not read its value.</summary>
    MaskedSecret,

    InvalidSecret,

    /// <summary>The vault does not understand the request.</summary>
    RequestRefused,

    /// <summary>The answer is not what the vault's interface promises.</summary>
    Unexpected,
}
