namespace Reasonator.Uploads;

/// <summary>The service does not answer now, or asks for patience: the same call may succeed later.</summary>
internal sealed class AwayException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>What the service asked for; null where it said nothing.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
