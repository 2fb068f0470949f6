namespace Reasonator.Observability;

/// <summary>Why a request got no answer of the kind that it asked for; a request counts once.</summary>
internal enum Refusal
{
    /// <summary>429: the work ahead would not finish in time.</summary>
    Overloaded,

    /// <summary>504: accepted, and its deadline passed.</summary>
    Expired,

    /// <summary>499 in log and metrics: the caller went away.</summary>
    Cancelled,

    /// <summary>400, 413, 415, 422.</summary>
    Invalid,

    /// <summary>500: the runtime failed at every text of it.</summary>
    Backend,

    /// <summary>503: the service is stopping.</summary>
    Draining,
}
