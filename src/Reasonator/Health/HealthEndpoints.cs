using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Reasonator.Errors;
using Reasonator.Hosting;
using Reasonator.Pipeline;

namespace Reasonator.Health;

/// <summary>Two questions: can the process answer (live), and can it score (health).</summary>
internal static class HealthEndpoints
{
    /// <summary>Keys and their order are fixed by the operators' runbook.</summary>
    public static Task Health(HttpContext context, Readiness readiness, WorkQueue queue, Uptime uptime)
    {
        var status = readiness.Status;
        var response = context.Response;
        response.StatusCode = status == ServiceStatus.Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (status != ServiceStatus.Ok)
        {
            response.Headers.RetryAfter = Unavailable.RetryAfter(status).ToString();
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new HealthBody
            {
                Status = Name(status),
                ModelLoaded = readiness.Model is not null,
                Reason = readiness.Reason,
                ModelSha = status == ServiceStatus.Ok ? readiness.Model!.Sha : null,
                QueueDepth = status == ServiceStatus.Ok
                    ? new QueueDepth(queue.Depth(Lane.Interactive), queue.Depth(Lane.Batch))
                    : null,
                UptimeSeconds = status == ServiceStatus.Ok ? (long)uptime.Elapsed.TotalSeconds : null,
                Version = status == ServiceStatus.Ok ? BuildVersion.Version : null,
            },
            HealthJson.Default.HealthBody);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static Ok<LiveBody> Live() => TypedResults.Ok(new LiveBody("live"));

    public static string Name(ServiceStatus status) => status switch
    {
        ServiceStatus.WarmingUp => "warming_up",
        ServiceStatus.Ok => "ok",
        ServiceStatus.Failed => "failed",
        ServiceStatus.Stalled => "stalled",
        _ => "draining",
    };
}
