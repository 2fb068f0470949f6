using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Batches;
using Reasonator.Errors;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Uploads;

/// <summary>The routes of <c>/v1/batches</c> from their other end. Each call is one try.</summary>
/// <exception cref="AwayException">The same call may succeed later.</exception>
/// <exception cref="UploadException">It will not.</exception>
internal sealed class BatchClient : IDisposable
{
    /// <summary>How long an answer may take to begin, and a stream may be silent: longer than the service's own limits.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="url">The service's address; a path ends with a slash.</param>
    /// <param name="token">The service token; sent where the way is private.</param>
    /// <param name="gate">Whose headers to send along, there too.</param>
    /// <param name="time">Limits each try.</param>
    public BatchClient(Uri url, string token, VaultGate gate, TimeProvider time)
    {
        // A followed redirect would hand the headers to its target.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        (_time, _http) = (time, new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan });
        _http.DefaultRequestHeaders.Add("User-Agent", "Reasonator");
        _http.DefaultRequestHeaders.Authorization = PrivateUrl.Is(url) ? new AuthenticationHeaderValue("Bearer", token) : null;
        gate.AddTo(_http.DefaultRequestHeaders, url);
    }

    /// <summary>Submits a body, or finds the batch that its key made before.</summary>
    public async Task<BatchBody> SubmitAsync(byte[] body, string key, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/batches") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(IdempotencyKey.Header, key);
        return await BatchAsync(request, stop) ?? throw new UploadException("the service has no batches: it is of an older version");
    }

    /// <summary>A batch; null where there is none.</summary>
    public async Task<BatchBody?> FindAsync(Guid id, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/batches/{id}");
        return await BatchAsync(request, stop);
    }

    /// <summary>Cancels what has not run; null where there is no such batch.</summary>
    public async Task<BatchBody?> CancelAsync(Guid id, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/batches/{id}");
        return await BatchAsync(request, stop);
    }

    /// <summary>The open stream of a batch's results; null where there is no such batch.</summary>
    public async Task<ResultLines?> ResultsAsync(Guid id, string? after, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/batches/{id}/results{(after is null ? "" : $"?after={Uri.EscapeDataString(after)}")}");
        var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (answer is null)
        {
            return null;
        }

        // A batch that was submitted anew has not come so far yet: its results are read from the first.
        if (answer.StatusCode == HttpStatusCode.BadRequest && after is not null)
        {
            answer.Dispose();
            return await ResultsAsync(id, null, stop);
        }

        return answer.IsSuccessStatusCode
            ? new ResultLines(answer, isWhole: after is null, _time)
            : throw await FaultAsync(answer, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<BatchBody?> BatchAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
        if (answer is null)
        {
            return null;
        }

        try
        {
            return answer.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(stop), BatchBodyJson.Default.BatchBody)
                : throw await FaultAsync(answer, stop);
        }
        catch (JsonException)
        {
            throw new UploadException("the answer is not the service's own: --url is another server's");
        }
    }

    /// <summary>Null where the service says that there is no such batch.</summary>
    private async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Silence, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            var answer = await _http.SendAsync(request, until, attempt.Token);
            if (answer.StatusCode != HttpStatusCode.NotFound || answer.Content.Headers.ContentType?.MediaType != ProblemWriter.MediaType)
            {
                return answer;
            }

            answer.Dispose();
            return null;
        }
        catch (HttpRequestException e)
        {
            throw new AwayException($"the service does not answer ({e.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new AwayException($"the service has not answered for {Silence.TotalSeconds:0} s");
        }
    }

    private static async Task<Exception> FaultAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        using (answer)
        {
            return await AnswerFault.ReadAsync(answer, stop);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BatchBody))]
internal sealed partial class BatchBodyJson : JsonSerializerContext;
