using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcRetryTests
{
    [Fact]
    public async Task Pauses_double_with_jitter_up_to_the_longest()
    {
        await using var endpoint = new Endpoint(
            request => request.Number < 12 ? throw new HttpRequestException("refused") : Answer(request),
            Endpoint.Options() with { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(20) });
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.Equal(12, endpoint.Time.Pauses.Count);
        for (int i = 0; i < 12; i++)
        {
            double nominal = Math.Min(20, Math.Pow(2, i));
            Assert.InRange(endpoint.Time.Pauses[i].TotalSeconds, nominal / 2, nominal);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("1.5", 1.5)]
    [InlineData("86400", 300)]
    [InlineData("Fri, 02 Jan 1970 00:00:30 GMT", 30)]
    public async Task Retry_After_is_honoured_within_reason(string header, double expected)
    {
        await using var endpoint = new Endpoint(request => request.Number == 0 ? FakeNode.Status(429, "", header) : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.Equal(expected, endpoint.Time.Pauses[0].TotalSeconds, 3);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_Retry_After_that_says_nothing_is_ignored(string header)
    {
        await using var endpoint = new Endpoint(request => request.Number == 0 ? FakeNode.Status(503, "", header) : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.InRange(Assert.Single(endpoint.Time.Pauses).TotalMilliseconds, 50, 100);
    }

    [Fact]
    public async Task Retry_After_holds_for_rate_limits_within_a_good_status()
    {
        await using var endpoint = new Endpoint(request => request.Number == 0
            ? FakeNode.Status(200, """{"id":1,"error":{"code":429,"message":"slow down"}}""", "9")
            : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.Equal(9, endpoint.Time.Pauses[0].TotalSeconds, 3);
    }

    [Fact]
    public async Task The_endpoints_wish_holds_back_everybody()
    {
        var time = new SteppingTime();
        var throttle = new RpcThrottle(null, time);
        throttle.Pause(TimeSpan.FromSeconds(4));
        await throttle.WaitAsync(1, TestContext.Current.CancellationToken);
        await throttle.WaitAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal([TimeSpan.FromSeconds(4)], time.Pauses);
    }

    [Fact]
    public async Task Refused_credentials_are_tried_slowly_and_said_loudly()
    {
        await using var endpoint = new Endpoint(request => request.Number == 0 ? FakeNode.Status(401, "who are you") : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.Single(endpoint.Time.Pauses));
        Assert.Contains(endpoint.Log.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains("who are you", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_is_said_at_once_and_then_now_and_then()
    {
        await using var endpoint = new Endpoint(request => request.Number < 200 ? throw new HttpRequestException("refused") : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        string[] faults = [.. endpoint.Log.Lines.Where(line => line.Contains("refused", StringComparison.Ordinal))];
        Assert.InRange(faults.Length, 4, 25);
        Assert.Contains("such faults since", faults[^1], StringComparison.Ordinal);
        Assert.Single(endpoint.Log.Lines, line => line.Contains("answers again", StringComparison.Ordinal));
        Assert.Equal(200, endpoint.Status.RpcErrors);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(404)]
    [InlineData(301)]
    public async Task Other_statuses_are_tried_again(int status)
    {
        await using var endpoint = new Endpoint(request => request.Number == 0 ? FakeNode.Status(status, "<html>oops</html>") : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(3), new ResultTexts());
        Assert.Contains(endpoint.Log.Lines, line => line.Contains($"HTTP status {status}", StringComparison.Ordinal) && line.Contains("oops", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_beyond_the_size_accepted_is_split()
    {
        string big = $"\"{new string('x', 400)}\"";
        await using var endpoint = new Endpoint(
            request => FakeNode.Items(request, _ => big),
            Endpoint.Options() with { MaxResponseBytes = 2048 });
        var results = new ResultTexts();
        await endpoint.SendAsync(Endpoint.Batch(8), results);
        Assert.Equal(8, results.Texts.Count);
        Assert.InRange(endpoint.Client.BatchLimit, 1, 4);
    }

    [Fact]
    public async Task No_credential_is_ever_logged()
    {
        RpcEndpointOptions options = Endpoint.Options("https://user:topsecret@node.test/v3/0123456789abcdef") with { BearerToken = "tokentoken" };
        await using var endpoint = new Endpoint(
            request => request.Number < 3 ? FakeNode.Status(500 + request.Number, "bad key 0123456789abcdef for topsecret, tokentoken") : Answer(request), options);
        await endpoint.SendAsync(Endpoint.Batch(1), new ResultTexts());
        Assert.NotEmpty(endpoint.Log.Lines);
        Assert.All(endpoint.Log.Lines, line =>
        {
            Assert.DoesNotContain("topsecret", line, StringComparison.Ordinal);
            Assert.DoesNotContain("0123456789abcdef", line, StringComparison.Ordinal);
            Assert.DoesNotContain("tokentoken", line, StringComparison.Ordinal);
        });
    }

    private static HttpResponseMessage Answer(FakeRequest request) => FakeNode.Items(request, call => $"{call.Id}");
}
