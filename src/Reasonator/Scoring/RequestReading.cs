using Reasonator.Errors;

namespace Reasonator.Scoring;

/// <summary>Reads the texts of a request, and answers one that cannot be served.</summary>
internal static class RequestReading
{
    public static Task WriteFaultsAsync(this HttpContext context, RequestFaults faults) =>
        context.WriteProblemAsync(ProblemKind.InvalidRequest, "Correct what errors lists.", errors: faults.Messages);

    /// <summary>What a body asks for; null when the request has been answered with its faults.</summary>
    public static async Task<ScoreRequest?> ReadScoreRequestAsync(this HttpContext context, RequestBody body, RequestLimits limits)
    {
        var faults = new RequestFaults();
        var (request, count) = ScoreRequestReader.Read(body.Bytes, limits, faults);
        if (count > limits.Items)
        {
            await context.WriteProblemAsync(
                ProblemKind.TooLarge, $"A request may have at most {limits.Items} items; send the others in another one.");
            return null;
        }

        if (faults.Any)
        {
            await context.WriteFaultsAsync(faults);
            return null;
        }

        return request;
    }
}
