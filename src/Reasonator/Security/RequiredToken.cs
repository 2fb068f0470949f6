namespace Reasonator.Security;

/// <summary>Whose token opens a route.</summary>
internal enum RequiredToken
{
    /// <summary>The service token, current or previous, or the operator's.</summary>
    Service,

    /// <summary>The operator token; in development without one, the service token.</summary>
    Operator,
}
