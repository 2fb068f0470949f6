namespace Reasonator.Tests.Platform;

/// <summary>What befalls a call.</summary>
internal enum PlatformFault
{
    /// <summary>A 500, and nothing done.</summary>
    ServerError,

    /// <summary>A 429 that asks to come back in a second, and nothing done.</summary>
    RateLimited,

    /// <summary>Never an answer, and nothing done.</summary>
    Hang,

    /// <summary>All done, and then the connection breaks instead of an answer.</summary>
    HalfDone,
}
