using Reasonator.Health;

namespace Reasonator.Errors;

/// <summary>The 503 of a service that takes no work.</summary>
internal static class Unavailable
{
    public static Task WriteUnavailableAsync(this HttpContext context, Readiness readiness)
    {
        var status = readiness.Status;
        var kind = status switch
        {
            ServiceStatus.Failed => ProblemKind.Failed,
            ServiceStatus.Stalled => ProblemKind.Stalled,
            ServiceStatus.Draining => ProblemKind.Draining,
            _ => ProblemKind.WarmingUp,
        };
        return context.WriteProblemAsync(kind, readiness.Reason ?? "The model is not ready yet; try again in a moment.", RetryAfter(status));
    }

    /// <summary>The same of one whose stop is seen where its status may not tell it yet.</summary>
    public static Task WriteDrainingAsync(this HttpContext context) =>
        context.WriteProblemAsync(ProblemKind.Draining, Readiness.Stopping, RetryAfter(ServiceStatus.Draining));

    /// <summary>Seconds: a boot takes about one, a new instance some ten, a failure needs an operator.</summary>
    public static int RetryAfter(ServiceStatus status) => status switch
    {
        ServiceStatus.WarmingUp => 1,
        ServiceStatus.Failed => 30,
        _ => 10,
    };
}
