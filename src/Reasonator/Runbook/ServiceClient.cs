using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>The running service, as an operator's curl sees it.</summary>
internal sealed class ServiceClient : IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="url">Its address.</param>
    /// <param name="gate">Whose headers to send along; null where no gate stands before the service.</param>
    /// <param name="time">Limits each attempt.</param>
    /// <param name="handler">What the calls go through.</param>
    public ServiceClient(Uri url, VaultGate? gate, TimeProvider time, HttpMessageHandler handler)
    {
        (_time, _http) = (time, new HttpClient(handler, disposeHandler: false) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan });
        _http.DefaultRequestHeaders.Add("User-Agent", "Reasonator");
        gate?.AddTo(_http.DefaultRequestHeaders, url);
    }

    public Task<ServiceAnswer> HealthAsync(CancellationToken stop) => SendAsync(HttpMethod.Get, "v1/health", null, null, stop);

    public Task<ServiceAnswer> HeadAsync(CancellationToken stop) => SendAsync(HttpMethod.Head, "v1/health", null, null, stop);

    public Task<ServiceAnswer> InfoAsync(string? token, CancellationToken stop) => SendAsync(HttpMethod.Get, "v1/info", token, null, stop);

    public Task<ServiceAnswer> ScoreAsync(string? token, string text, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, "v1/score", token, $$"""{"items":[{"text":{{JsonSerializer.Serialize(text)}}}]}""", stop);

    /// <summary>Asks health until the answer is as wanted; the last answer when the time is over.</summary>
    public async Task<ServiceAnswer> AwaitAsync(Func<ServiceAnswer, bool> wanted, TimeSpan deadline, TimeSpan pause, CancellationToken stop)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            var answer = await HealthAsync(stop);
            if (wanted(answer) || _time.GetElapsedTime(start) > deadline)
            {
                return answer;
            }

            await Task.Delay(pause, _time, stop);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ServiceAnswer> SendAsync(HttpMethod method, string path, string? token, string? body, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null || !PrivateUrl.Is(_http.BaseAddress!) ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(request, attempt.Token);
            return new ServiceAnswer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(attempt.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new ServiceAnswer(0, null, []);
        }
    }
}
