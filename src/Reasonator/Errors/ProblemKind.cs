namespace Reasonator.Errors;

/// <summary>A kind of error: its URN, title and status. The list is the contract's.</summary>
internal sealed record ProblemKind(string Name, string Title, int Status)
{
    public static readonly ProblemKind InvalidRequest = new("invalid-request", "The request is not valid", 400);
    public static readonly ProblemKind Unauthorized = new("unauthorized", "A valid token is required", 401);
    public static readonly ProblemKind HttpsRequired = new("https-required", "A token must not travel in clear", 403);
    public static readonly ProblemKind NotFound = new("not-found", "There is no such resource", 404);
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", "The resource has no such method", 405);
    public static readonly ProblemKind TooSlow = new("too-slow", "The request came too slowly", 408);
    public static readonly ProblemKind TooLarge = new("too-large", "The request is too large", 413);
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", "The body must be JSON", 415);
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency-key-reused", "The key belongs to another body", 422);
    public static readonly ProblemKind QueueFull = new("queue-full", "The work ahead would not finish in time", 429);
    public static readonly ProblemKind TooManyStreams = new("too-many-streams", "Too many streams are open", 429);
    // nginx's number for it; nobody receives it, log and metrics show it.
    public static readonly ProblemKind CallerGone = new("caller-gone", "The caller went away", 499);
    public static readonly ProblemKind BackendFailed = new("backend-failed", "The model failed at this text", 500);
    public static readonly ProblemKind Internal = new("internal-error", "The service failed", 500);
    public static readonly ProblemKind WarmingUp = new("warming-up", "The model is being loaded", 503);
    public static readonly ProblemKind Failed = new("failed", "The service cannot score", 503);
    public static readonly ProblemKind Stalled = new("stalled", "Inference makes no progress", 503);
    public static readonly ProblemKind Draining = new("draining", "The service is stopping", 503);
    public static readonly ProblemKind NoDatabase = new("no-database", "The service has no database", 503);
    public static readonly ProblemKind DatabaseUnavailable = new("database-unavailable", "The database does not answer", 503);
    public static readonly ProblemKind StoreFull = new("store-full", "The database has no room for it", 503);
    public static readonly ProblemKind DeadlinePassed = new("deadline-passed", "The deadline passed in the queue", 504);

    /// <summary>The kind of a status that the framework answered by itself.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthorized,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => TooSlow,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        >= 400 and < 500 => InvalidRequest with { Status = status },
        _ => Internal with { Status = status },
    };
}
