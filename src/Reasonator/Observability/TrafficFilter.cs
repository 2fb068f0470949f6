namespace Reasonator.Observability;

/// <summary>Counts the answers of a route.</summary>
internal sealed class TrafficFilter(Traffic traffic, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var started = time.GetTimestamp();
        // What is thrown is answered later: 499 to a caller that went away, 500 else.
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            var result = await next(invocation);
            status = invocation.HttpContext.Response.StatusCode;
            return result;
        }
        catch (OperationCanceledException) when (invocation.HttpContext.RequestAborted.IsCancellationRequested)
        {
            status = StatusCodes.Status499ClientClosedRequest;
            throw;
        }
        finally
        {
            traffic.Answered(status, time.GetElapsedTime(started));
        }
    }
}
