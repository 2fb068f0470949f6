using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;

namespace Reasonator.Platform;

/// <summary>
/// Calls of the Platform API. Readings are tried again where that can help; a change only after 429, which was refused
/// unseen: after any other fault it may have been carried out, and the next run of the verb finds out.
/// </summary>
internal sealed class PlatformTransport : IDisposable
{
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);
    private const int TooManyRequests = (int)HttpStatusCode.TooManyRequests;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _readings;
    private readonly ResiliencePipeline<HttpResponseMessage> _changes;

    public PlatformTransport(Uri host, string key, TimeProvider time, HttpMessageHandler handler)
    {
        _time = time;
        _http = new HttpClient(handler, disposeHandler: false) { BaseAddress = host, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.Add("Accept", "application/vnd.heroku+json; version=3");
        _http.DefaultRequestHeaders.Add("User-Agent", "Reasonator");
        _readings = Retrying(outcome => outcome.Exception is PlatformException || outcome.Result is { StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError });
        _changes = Retrying(outcome => outcome.Result is { StatusCode: HttpStatusCode.TooManyRequests });
    }

    /// <summary>One call; the answer's body where its status says that it was done.</summary>
    /// <param name="method">GET, POST, PUT, PATCH or DELETE.</param>
    /// <param name="path">Relative, such as apps/raxx-rack-staging.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="range">The Range header of a list, or null.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="PlatformException">Refused, or no answer.</exception>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, JsonNode? body, string? range, CancellationToken stop)
    {
        var retries = method == HttpMethod.Get ? _readings : _changes;
        using var answer = await retries.ExecuteAsync(async token => await TryAsync(method, path, body, range, token), stop);
        var bytes = await answer.Content.ReadAsByteArrayAsync(stop);
        return answer.IsSuccessStatusCode ? bytes : throw Refusal(method, path, answer.StatusCode, bytes);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, JsonNode? body, string? range, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        try
        {
            return await _http.SendAsync(request, attempt.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new PlatformException(0, $"The platform did not answer {method} /{path} within {AttemptTimeout.TotalSeconds:0} s: run the command again, it goes on where it was.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PlatformException(0, $"The platform could not be reached, or broke off, at {method} /{path}: run the command again, it goes on where it was.");
        }
    }

    private ResiliencePipeline<HttpResponseMessage> Retrying(Func<Outcome<HttpResponseMessage>, bool> helps) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _time }.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(helps(arguments.Outcome)),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Headers.RetryAfter?.Delta is { } pause
                ? (TimeSpan?)(pause < LongestPause ? pause : LongestPause)
                : null),
        }).Build();

    private static PlatformException Refusal(HttpMethod method, string path, HttpStatusCode status, byte[] body)
    {
        var complaint = Read(body);
        var what = $"The platform answered {(int)status} to {method} /{path}";
        var says = complaint.Message is { Length: > 0 } message && !path.EndsWith("config-vars", StringComparison.Ordinal) ? $": {message.TrimEnd('.')}" : "";
        var advice = (int)status switch
        {
            401 => "HEROKU_API_KEY is wrong, expired or revoked: mint one with heroku authorizations:create",
            403 => "the key's scope, or the account's rights on this app, do not cover it",
            404 => "it is not there, or this account may not see it",
            TooManyRequests => "wait a minute and run the command again",
            >= 500 => "run the command again, it goes on where it was",
            _ => "correct it and run the command again",
        };
        return new PlatformException((int)status, $"{what}{says}; {advice}.");
    }

    private static Complaint Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PlatformJson.Default.Complaint) ?? new Complaint(null, null);
        }
        catch (JsonException)
        {
            return new Complaint(null, null);
        }
    }
}
