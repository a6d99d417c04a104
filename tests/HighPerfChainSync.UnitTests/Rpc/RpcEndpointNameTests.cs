using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcEndpointNameTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8545", "http://127.0.0.1:8545")]
    [InlineData("http://user:topsecret@node.test:8545/", "http://node.test:8545")]
    [InlineData("https://node.test/v3/0123456789abcdef", "https://node.test/v3/***")]
    [InlineData("https://node.test/0123456789abcdef/mainnet", "https://node.test/***/***")]
    [InlineData("https://node.test/lb/eth/?key=0123456789abcdef", "https://node.test/lb/***?***")]
    public void What_may_be_a_key_is_not_shown(string url, string expected) =>
        Assert.Equal(expected, new RpcEndpointName(Endpoint.Options(url)).Text);

    [Fact]
    public void Keys_are_taken_out_of_the_words_of_others()
    {
        RpcEndpointOptions options = Endpoint.Options("https://user:p%40ssword@node.test/v3/0123456789abcdef?key=querykey1") with { BearerToken = "tokentoken" };
        string text = new RpcEndpointName(options).Scrub("0123456789ABCDEF p@ssword querykey1 tokentoken user v3");
        Assert.Equal("*** *** *** *** user v3", text);
    }
}
