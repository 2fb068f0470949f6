using System.Net;
using System.Text.Json;
using Reasonator.Errors;
using Reasonator.Runbook;

namespace Reasonator.Uploads;

/// <summary>What an answer that is no success means: wait, or give up.</summary>
internal static class AnswerFault
{
    private const string Urn = "urn:reasonator:";

    public static async Task<Exception> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var (status, problem) = ((int)answer.StatusCode, await ProblemAsync(answer, stop));
        var said = problem is null ? $"{status}" : $"{status} {problem.Title}{(problem.Detail is null ? "" : $": {problem.Detail}")}";
        return answer.StatusCode switch
        {
            _ when problem?.Type == $"{Urn}{ProblemKind.NoDatabase.Name}" => new UploadException($"the service answers {said}"),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new AwayException($"the service answers {said}", RetryAfter(answer)),
            _ when problem is null => new UploadException(
                $"{status}, and not in the service's own words: --url is another server's, or a gate stands before it (export CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET)"),
            HttpStatusCode.Unauthorized => new UploadException($"the service refuses the token (401): {Credentials.ServiceTokenVariable} is not its own"),
            _ => new UploadException($"the service answers {said}{First(problem.Errors)}"),
        };
    }

    private static string First(IReadOnlyDictionary<string, string[]>? errors) =>
        errors?.FirstOrDefault() is { Key: not null } error ? $" {error.Key}: {string.Join(' ', error.Value)}" : "";

    private static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta;

    private static async Task<Problem?> ProblemAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        try
        {
            return answer.Content.Headers.ContentType?.MediaType == ProblemWriter.MediaType
                ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(stop), ProblemJson.Default.Problem)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
