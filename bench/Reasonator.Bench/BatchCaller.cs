using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Reasonator.Bench;

/// <summary>A caller of durable batches who bears with services that die.</summary>
internal sealed class BatchCaller(Func<int> port) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // A batch may take hours. One of which nothing changes for so long will not end.
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "Authorization", "Bearer dev" } } };

    /// <summary>Submits texts, with ids that count on from a number; the batch's id.</summary>
    public async Task<string> SubmitAsync(IEnumerable<string> texts, int first = 0, string? key = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { items = texts.Select((text, i) => new { id = $"{first + i}", text }) });
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Still;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url("")) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } } };
            request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
            switch (await TryAsync(() => _http.SendAsync(request)))
            {
                case { StatusCode: HttpStatusCode.Accepted } answer:
                    return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
                case { StatusCode: not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) } refused:
                    throw new InvalidOperationException(await refused.Content.ReadAsStringAsync());
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"No service took a batch in {Still.TotalMinutes:0} minutes.");
    }

    /// <summary>Waits for the end of a batch; its status.</summary>
    public async Task<string> EndAsync(string id)
    {
        var last = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Still;)
        {
            if (await TryAsync(() => _http.GetAsync(Url($"/{id}"))) is { StatusCode: HttpStatusCode.OK } answer)
            {
                var batch = await answer.Content.ReadFromJsonAsync<JsonElement>();
                if (batch.GetProperty("status").GetString() is { } status and not ("queued" or "running"))
                {
                    return status;
                }

                var now = $"{batch.GetProperty("status")}, {batch.GetProperty("done")} done, {batch.GetProperty("failed")} failed";
                if (now != last)
                {
                    last = now;
                    clock.Restart();
                }
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"Batch {id} has not changed in {Still.TotalMinutes:0} minutes: {last}.");
    }

    /// <summary>The ids of all results, resumed as often as the stream breaks off before there are so many.</summary>
    public async Task<List<string>> ResultIdsAsync(string id, int total)
    {
        var ids = new List<string>();
        for (var clock = Stopwatch.StartNew(); ids.Count < total;)
        {
            try
            {
                await using var stream = await _http.GetStreamAsync(Url($"/{id}/results{(ids.Count > 0 ? $"?after={ids[^1]}" : "")}"));
                using var lines = new StreamReader(stream);
                while (await lines.ReadLineAsync() is { } line)
                {
                    clock.Restart();
                    ids.Add(JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!);
                }
            }
            catch (Exception e) when (clock.Elapsed < Still && (e is HttpRequestException or IOException or JsonException))
            {
                await Task.Delay(Pause);
            }
        }

        return ids;
    }

    public void Dispose() => _http.Dispose();

    private string Url(string path) => $"http://127.0.0.1:{port()}/v1/batches{path}";

    private static async Task<HttpResponseMessage?> TryAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
