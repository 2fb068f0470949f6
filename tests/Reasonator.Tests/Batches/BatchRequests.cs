using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Reasonator.Tests.Batches;

/// <summary>How the tests talk about batches.</summary>
internal static class BatchRequests
{
    public static Task<HttpResponseMessage> SubmitAsync(this HttpClient client, IEnumerable<string> texts, string? key = null, string? mode = null, CancellationToken stop = default) =>
        client.SubmitAsync(JsonSerializer.Serialize(mode is null ? new { items = texts.Select(text => new { text }) } : (object)new { items = texts.Select(text => new { text }), mode }), key, stop);

    public static Task<HttpResponseMessage> SubmitAsync(this HttpClient client, string body, string? key = null, CancellationToken stop = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batches") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return client.SendAsync(request, stop);
    }

    /// <summary>Submits texts; the id of their batch.</summary>
    public static async Task<string> SubmittedAsync(this HttpClient client, IEnumerable<string> texts, CancellationToken stop)
    {
        using var answer = await client.SubmitAsync(texts, stop: stop);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(stop));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!;
    }

    public static async Task<JsonElement> BatchAsync(this HttpClient client, string id, CancellationToken stop) =>
        await client.GetFromJsonAsync<JsonElement>($"/v1/batches/{id}", stop);

    /// <summary>Waits until a batch is as wanted.</summary>
    public static Task<JsonElement> BatchAsync(
        this HttpClient client,
        string id,
        Func<JsonElement, bool> wanted,
        CancellationToken stop,
        [CallerArgumentExpression(nameof(wanted))] string what = "") =>
        Eventually.SeesAsync($"the batch is as in {what}", () => client.BatchAsync(id, stop), wanted, stop);

    public static Task<JsonElement> EndedAsync(this HttpClient client, string id, CancellationToken stop) =>
        client.BatchAsync(id, batch => batch.GetProperty("status").GetString() is not ("queued" or "running"), stop, "its end");

    /// <summary>The whole stream of results, a line an element.</summary>
    public static async Task<List<JsonElement>> ResultsAsync(this HttpClient client, string id, string? after = null, CancellationToken stop = default)
    {
        using var answer = await client.GetAsync($"/v1/batches/{id}/results{(after is null ? "" : $"?after={Uri.EscapeDataString(after)}")}", stop);
        answer.EnsureSuccessStatusCode();
        Assert.Equal(new MediaTypeHeaderValue("application/x-ndjson"), answer.Content.Headers.ContentType);
        var lines = await answer.Content.ReadAsStringAsync(stop);
        Assert.True(lines.Length == 0 || lines.EndsWith('\n'));
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public static IEnumerable<string> Ids(this IEnumerable<JsonElement> results) => results.Select(result => result.GetProperty("id").GetString()!);
}
