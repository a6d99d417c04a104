using HighPerfChainSync.Testing.Processes;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class ReplayNodeProcessTests
{
    [Fact]
    public async Task A_node_that_cannot_start_says_why_instead_of_being_waited_for()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ReplayNodeProcess.StartAsync(["--chain", "no-such-chain"], TestContext.Current.CancellationToken));

        Assert.Matches("ended with exit code [1-9][0-9]* before it was ready", error.Message);
        Assert.Contains("no-such-chain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_serves_once_it_is_started_and_is_gone_when_disposed()
    {
        System.Diagnostics.Process process;
        await using (ReplayNodeProcess node = await ReplayNodeProcess.StartAsync(["--chain", "generated", "--blocks", "2"], TestContext.Current.CancellationToken))
        {
            process = System.Diagnostics.Process.GetProcessById(node.Process.Id);
            using var client = new HttpClient();
            using var request = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage answer = await client.PostAsync(node.Url, request, TestContext.Current.CancellationToken);
            Assert.Contains("\"result\":\"0x1\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using (process) Assert.True(process.HasExited);
    }
}
