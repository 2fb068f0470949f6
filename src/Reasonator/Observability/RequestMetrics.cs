using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reasonator.Errors;

namespace Reasonator.Observability;

/// <summary>Counts every request once, by what was asked for and what came of it; not by an endpoint filter, which is built of expression trees.</summary>
internal sealed class RequestMetrics
{
    private readonly Counter<long> _requests;
    private readonly long[] _refusals = new long[Enum.GetValues<Refusal>().Length];
    private readonly Traffic _traffic;
    private long _failedLogins;

    public RequestMetrics(IMeterFactory meters, Traffic traffic)
    {
        _traffic = traffic;
        var meter = meters.Create(MetricsExtensions.MeterName);
        _requests = meter.CreateCounter<long>("reasonator.requests", "{request}", "Requests by method, route and status.");
        meter.CreateObservableCounter("reasonator.refusals", Refusals, "{request}", "Requests that were refused, by reason.");
        meter.CreateObservableCounter("reasonator.logins.failed", () => Volatile.Read(ref _failedLogins), "{request}", "Requests without a token that opens their route.");
    }

    /// <summary>Around all that answers, and so also around what turns exceptions into answers.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch
        {
            // It broke off in the middle of the answer, or nobody is there to take one.
            Count(context, started, context.RequestAborted.IsCancellationRequested ? ProblemKind.CallerGone : ProblemKind.Internal);
            throw;
        }

        Count(context, started, context.Features.Get<ProblemKind>());
    }

    private void Count(HttpContext context, long started, ProblemKind? problem)
    {
        var status = problem?.Status ?? context.Response.StatusCode;
        if (problem is not null && Reason(problem) is { } reason)
        {
            Interlocked.Increment(ref _refusals[(int)reason]);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<TrafficRoute>() is not null)
        {
            _traffic.Answered(status, Stopwatch.GetElapsedTime(started));
        }

        if (problem == ProblemKind.Unauthorized)
        {
            Interlocked.Increment(ref _failedLogins);
        }

        // Last: a scrape that begins after the request is seen here has also what came of it.
        _requests.Add(
            1,
            new("method", RequestLabels.Method(context)),
            new("route", RequestLabels.Route(context)),
            new KeyValuePair<string, object?>("status", status));
    }

    private static Refusal? Reason(ProblemKind problem) => problem switch
    {
        { Status: 400 or 413 or 415 or 422 } => Refusal.Invalid,
        _ when problem == ProblemKind.QueueFull => Refusal.Overloaded,
        _ when problem == ProblemKind.DeadlinePassed => Refusal.Expired,
        _ when problem == ProblemKind.CallerGone => Refusal.Cancelled,
        _ when problem == ProblemKind.BackendFailed => Refusal.Backend,
        _ when problem == ProblemKind.Draining => Refusal.Draining,
        _ => null,
    };

    private IEnumerable<Measurement<long>> Refusals() => Enum.GetValues<Refusal>().Select(reason =>
        new Measurement<long>(Volatile.Read(ref _refusals[(int)reason]), new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant())));
}
