using System.Net;
using System.Text;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Batches;

/// <summary>How the tests ask for a rescoring.</summary>
internal static class RescoreRequests
{
    public static Task<HttpResponseMessage> RescoreAsync(this HttpClient client, string body = """{"stale":true}""", string? key = null, CancellationToken stop = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/rescore") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request, stop);
    }

    /// <summary>Asks for one; its batch, as it was answered.</summary>
    public static async Task<Rescored> RescoredAsync(this HttpClient client, CancellationToken stop)
    {
        using var answer = await client.RescoreAsync(stop: stop);
        var body = await answer.JsonAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body.GetRawText());
        return new Rescored(body.GetProperty("id").GetString()!, body.GetProperty("status").GetString()!, body.GetProperty("total").GetInt32(), body.GetProperty("not_rescorable").GetInt32());
    }
}

/// <summary>The batch of a rescoring, as it was answered.</summary>
internal sealed record Rescored(string Id, string Status, int Total, int NotRescorable);
