namespace Reasonator.Errors;

/// <summary>Turns what nobody answered into a problem: exceptions, and the framework's bare statuses.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Features.Set(ProblemKind.CallerGone);
            SetStatus(context, ProblemKind.CallerGone.Status);
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Kestrel's own words: the body broke off, came too slowly, or is longer than it said.
            await context.WriteProblemAsync(ProblemKind.OfStatus(e.StatusCode), "The request could not be read to its end.");
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.RequestFailed(logger, e);
            await context.WriteProblemAsync(ProblemKind.Internal, "The fault is logged under the trace_id.");
            return;
        }

        var response = context.Response;
        if (response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null })
        {
            await context.WriteProblemAsync(ProblemKind.OfStatus(response.StatusCode));
        }
    }

    private static void SetStatus(HttpContext context, int status)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed")]
        public static partial void RequestFailed(ILogger logger, Exception error);
    }
}
