namespace Reasonator.Uploads;

/// <summary>The batch that was followed has no more results to come: it expired, or was cancelled.</summary>
internal sealed class BatchEndException(string message) : UploadException(message, mayPass: true);
