using System.Net;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

/// <summary>
/// More work than a real process can do within its callers' deadlines. How much that is, it measures itself: the backlog is as many
/// seconds long on a slow machine as on a fast one.
/// </summary>
internal sealed class Backlog
{
    private const int Texts = 32;

    // A look sends more than a core runs until the next one.
    private const int RequestsALook = 16;

    private readonly List<Request> _requests = [];

    private Backlog()
    {
    }

    /// <summary>Settings for a service that works at one text at a time, however many cores there are.</summary>
    public static IReadOnlyDictionary<string, string> OneWorker { get; } = new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" };

    /// <summary>The requests that have no answer yet, in the order in which they were sent.</summary>
    public IEnumerable<Request> Pending => [.. _requests.Where(request => !request.Answer.IsCompleted)];

    /// <summary>
    /// Sends requests until the service has refused one, because the work ahead would not finish within its deadline, and has scored
    /// another, so that it is working at the others.
    /// </summary>
    /// <param name="client">Asks the service, which is ready.</param>
    /// <param name="wait">The deadline of each request, in seconds.</param>
    /// <param name="stop">The test's own token.</param>
    public static async Task<Backlog> FillAsync(HttpClient client, int wait, CancellationToken stop)
    {
        var backlog = new Backlog();
        await Eventually.TrueAsync(
            "the service works at a request and refuses another, because it has too much work",
            () =>
            {
                // No more than it takes: to refuse a thousand requests would keep it from its work.
                if (!backlog.Has(HttpStatusCode.TooManyRequests) || !backlog.Pending.Any())
                {
                    backlog.Send(client, wait, stop);
                    return false;
                }

                return backlog.Has(HttpStatusCode.TooManyRequests) && backlog.Has(HttpStatusCode.OK);
            },
            stop,
            () => $"{backlog._requests.Count} requests were sent, {backlog.Pending.Count()} have no answer");
        return backlog;
    }

    private bool Has(HttpStatusCode status) =>
        _requests.Exists(request => request.Answer.IsCompletedSuccessfully && request.Answer.Result.StatusCode == status);

    private void Send(HttpClient client, int wait, CancellationToken stop)
    {
        for (var i = 0; i < RequestsALook; i++)
        {
            var texts = DistinctTexts(_requests.Count);
            _requests.Add(new Request(texts, client.ScoreAsync(texts, wait, stop)));
        }
    }

    // Every text another one: the same text would run once for all. As long as those of the self-test, so that their cost is known:
    // texts that are thought to cost too much are all refused, none runs, and what they cost is never learned.
    private static string[] DistinctTexts(int request) =>
        [.. Enumerable.Range(0, Texts).Select(i => $"{request} {i} " + string.Concat(Enumerable.Repeat("profit rose sharply ", 8)))];

    internal sealed record Request(string[] Texts, Task<HttpResponseMessage> Answer);
}
